// What the SDK refuses, and that it says what, why and the way out.

using LibOS.Sandbox;

namespace Sdk.Tests.Outside;

/// <summary>The errors LIBOS001 and following, those that can be provoked.</summary>
[TestFixture]
[Order(3)]
public sealed class RefusalTests
{
    private OutsideProject _project = null!;

    [OneTimeSetUp]
    public async Task CreateAsync() => _project = await OutsideProject.CreateAsync("Refused");

    [TestCase("LibOSRuntimeVersion=10.0.1", "LIBOS002", "was made for the .NET runtime 10.0.1,")]
    [TestCase("LibOSLinker=no-such-linker", "LIBOS004", "no-such-linker was not found: it links the kernel. do: apt-get install --yes --no-install-recommends lld")]
    [TestCase("ObjCopyName=no-such-objcopy", "LIBOS005", "no-such-objcopy was not found: it puts the symbol table into the kernel")]
    public async Task AMissingPrerequisiteIsNamed(string property, string code, string text) => AssertRefused(await _project.PublishAsync("-p:" + property), code, text);

    [Test]
    public async Task CulturesWithoutIcuSayWhatToInstall()
    {
        CommandResult result = await _project.PublishAsync("-p:InvariantGlobalization=false", "-p:LibOSIcuPath=/no/icu");
        AssertRefused(result, "LIBOS009", "InvariantGlobalization is false in Refused, which asks for ICU, and its static libraries were not found in /no/icu/");
        Assert.That(result.Output, Does.Contain("apt-get install --yes --no-install-recommends libicu-dev").And.Contain("PredefinedCulturesOnly"));
    }

    [Test]
    public async Task ZonesThatAreNotThereSayWhatToInstall()
    {
        CommandResult result = await _project.PublishAsync("-p:InvariantTimezone=false", "-p:LibOSTimeZonePath=/no/zones");
        AssertRefused(result, "LIBOS011", "InvariantTimezone is false in Refused, which asks for time zones, and their files were not found in /no/zones/");
        Assert.That(result.Output, Does.Contain("apt-get install --yes --no-install-recommends tzdata"));
    }

    [Test]
    public async Task CryptographyWithoutOpenSslSaysWhatToInstall()
    {
        OutsideProject program = await OutsideProject.CreateAsync("Hashing");
        await File.WriteAllTextAsync(program.Source, "System.Console.WriteLine(System.Security.Cryptography.SHA256.HashData([]).Length);");
        CommandResult result = await program.PublishAsync("-p:LibOSOpenSslPath=/no/openssl");
        AssertRefused(result, "LIBOS010", "Hashing uses cryptography (CryptoNative_");
        Assert.That(result.Output, Does.Contain("were not found in /no/openssl/").And.Contain("apt-get install --yes --no-install-recommends libssl-dev"));
        Assert.That((await program.PublishAsync("-p:LibOSOpenSslPath=/no/openssl", "-p:LibOSCryptography=false")).ExitCode, Is.Zero, "the way out");
    }

    [Test]
    public async Task AProgramWithoutCryptographyNeedsNoOpenSsl() =>
        Assert.That((await _project.PublishAsync("-p:LibOSOpenSslPath=/no/openssl")).ExitCode, Is.Zero);

    [Test]
    public async Task ALibraryIsNoKernel()
    {
        OutsideProject library = await OutsideProject.CreateAsync("NoProgram", "classlib");
        AssertRefused(await library.PublishAsync(), "LIBOS006", "NoProgram is none");
    }

    [Test]
    public async Task AnIdentifierInTheProjectComesTooLate()
    {
        OutsideProject late = await OutsideProject.CreateAsync("Late");
        await late.ReplaceAsync("<OutputType>", "<RuntimeIdentifier>xen-x64</RuntimeIdentifier><OutputType>");
        AssertRefused(await late.DotnetAsync("publish", "--nologo"), "LIBOS008", "Late.csproj sets RuntimeIdentifier to xen-x64");
    }

    [Test]
    public async Task AnUndefinedSymbolIsNamed()
    {
        OutsideProject program = await OutsideProject.CreateAsync("Undefined");
        await program.ReplaceAsync("</Project>", """<ItemGroup><DirectPInvoke Include="nowhere" /></ItemGroup></Project>""");
        await File.WriteAllTextAsync(program.Source, """
            Native.Call();
            static class Native { [System.Runtime.InteropServices.DllImport("nowhere", EntryPoint = "no_such_function")] internal static extern void Call(); }
            """);
        CommandResult result = await program.PublishAsync();
        AssertRefused(result, "LIBOS007", "The kernel Undefined could not be linked");
        Assert.That(result.Output, Does.Contain("undefined symbol: no_such_function"));
    }

    [Test]
    public async Task PackingWithoutMuslSaysWhatToInstall()
    {
        CommandResult result = await Feed.DotnetAsync(Path.Combine(Feed.RepositoryRoot, "Sdk/LibOS.Sdk"), "msbuild", "-t:_CheckMusl", "-p:MuslArchive=/no/libc.a", "-nologo");
        AssertRefused(result, "LIBOS020", "musl's static library was not found (/no/libc.a");
        Assert.That(result.Output, Does.Contain("apt-get install --yes --no-install-recommends musl-dev"));
    }

    private static void AssertRefused(CommandResult result, string code, string text)
    {
        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.Output, Does.Contain($"error {code}: ").And.Contain(text));
    }
}
