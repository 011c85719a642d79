// An ordinary program outside the clone, with a library and a package: built, published, run, changed and cleaned.

using LibOS.Sandbox;

namespace Sdk.Tests.Outside;

/// <summary>One project through its life; the tests are in the order of it.</summary>
[TestFixture]
[Order(1)]
public sealed class ConsumerTests
{
    private const int LinuxExitCode = 5;
    private const int GuestExitCode = 42;

    // A socket needs functions that a kernel does not have yet.
    private const string Program = """
        using System.Diagnostics;
        using System.Runtime.InteropServices;
        using Microsoft.Extensions.DependencyInjection;

        using ServiceProvider services = new ServiceCollection().AddSingleton<Library.Greeter>().BuildServiceProvider();
        Console.WriteLine(services.GetRequiredService<Library.Greeter>().Greet(RuntimeInformation.OSDescription));
        Console.WriteLine("[" + string.Join("] [", args) + "]");
        if (args is ["missing"])
        {
            try
            {
                _ = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            }
            catch (Exception exception)
            {
                Console.WriteLine(exception);
            }
        }

        return args is ["exit", var code] ? int.Parse(code) : 0;

        """;

    private OutsideProject _project = null!;

    [OneTimeSetUp]
    public async Task CreateAsync()
    {
        string library = Directory.CreateDirectory(Path.Combine(Feed.Home, "Library")).FullName;
        await File.WriteAllTextAsync(Path.Combine(library, "Library.csproj"), """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup><None Include="library.txt" CopyToOutputDirectory="PreserveNewest" /></ItemGroup></Project>""");
        await File.WriteAllTextAsync(Path.Combine(library, "library.txt"), "text");
        await File.WriteAllTextAsync(Path.Combine(library, "Greeter.cs"), """namespace Library; public sealed class Greeter { public string Greet(string who) => "hello, " + who; }""");
        _project = await OutsideProject.CreateAsync("My App");
        await File.WriteAllTextAsync(Path.Combine(_project.Directory, "settings.json"), "{}");
        await _project.ReplaceAsync(
            "</Project>",
            """
            <ItemGroup>
              <Content Include="settings.json" CopyToOutputDirectory="PreserveNewest" />
              <PackageReference Include="Microsoft.Extensions.DependencyInjection" Version="10.0.0" />
              <ProjectReference Include="../Library/Library.csproj" />
            </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(_project.Source, Program);
        AssertSuccess(await _project.PublishAsync());
    }

    [Test]
    [Order(1)]
    public void PublishLeavesTheKernelItsDebugFileAndItsConfiguration()
    {
        byte[] kernel = File.ReadAllBytes(_project.Built("Release", "publish"));
        Assert.That(kernel.AsSpan(0, 4).SequenceEqual("\u007FELF"u8));
        Assert.That(File.ReadAllText(_project.Built("Release", "publish", ".cfg")), Does.Contain("kernel = \"My App\"").And.Contain("type = \"pvh\"").And.Contain("ramdisk = \"My App.cpio\""));
        Assert.That(_project.Built("Release", "publish", ".dbg"), Does.Exist);
        string[] left = [.. Directory.EnumerateFiles(Path.GetDirectoryName(_project.Built("Release", "publish"))!).Select(file => Path.GetFileName(file))];
        Assert.That(left, Is.SubsetOf(new[] { "My App", "My App.dbg", "My App.cfg", "My App.cpio", "settings.json", "library.txt", "Library.pdb" }));
        TestContext.Out.WriteLine($"figure: kernel of an outside project with a container: {kernel.Length / 1e6:F2} MB");
    }

    [Test]
    [Order(1)]
    public async Task TheContentFilesTravelInAnArchive()
    {
        CommandResult listed = await ExternalCommand.TryRunAsync("busybox", ["cpio", "-t", "-F", _project.Built("Release", "publish", ".cpio")], CancellationToken.None);
        Assert.That((listed.ExitCode, listed.Output), Is.EqualTo((0, "app\napp/library.txt\napp/settings.json\n")), listed.Error);
    }

    [Test]
    [Order(2)]
    public async Task ASecondPublishLinksNothing()
    {
        DateTime linked = File.GetLastWriteTimeUtc(_project.Built("Release", "native"));
        AssertSuccess(await _project.PublishAsync());
        Assert.That(File.GetLastWriteTimeUtc(_project.Built("Release", "native")), Is.EqualTo(linked));
    }

    [Test]
    [Order(3)]
    public async Task AnotherOutputDirectoryLinksNothingAndGetsThemAll()
    {
        DateTime linked = File.GetLastWriteTimeUtc(_project.Built("Release", "native"));
        AssertSuccess(await _project.PublishAsync("-o", "an out"));
        string[] left = [.. Directory.EnumerateFiles(Path.Combine(_project.Directory, "an out")).Select(file => Path.GetFileName(file))];
        Assert.That(left, Is.SupersetOf(new[] { "My App", "My App.dbg", "My App.cfg", "My App.cpio" }));
        Assert.That(File.GetLastWriteTimeUtc(_project.Built("Release", "native")), Is.EqualTo(linked));
    }

    [Test]
    [Order(4)]
    public async Task RunBootsAChangedSourceWithItsArguments()
    {
        await File.WriteAllTextAsync(_project.Source, Program.Replace("\"] [\"", "\"], [\"", StringComparison.Ordinal));
        CommandResult result = await _project.RunAsync("-c", "Release", "--", "two words", "quo\"te", "it's", @"back\slash", "", "é");
        AssertSuccess(result);
        Assert.That(result.Output, Does.Contain("hello, LibOS").And.Contain(@"[two words], [quo""te], [it's], [back\slash], [], [é]"));
    }

    [Test]
    [Order(5)]
    public async Task TheExitCodeIsTheGuests()
    {
        CommandResult result = await _project.RunAsync("--no-build", "-c", "Release", "--", "exit", $"{GuestExitCode}");
        Assert.That(result.ExitCode, Is.EqualTo(GuestExitCode), result.Error);
        Assert.That(result.Output, Does.Contain($"[exit], [{GuestExitCode}]"));
    }

    [Test]
    [Order(6)]
    public async Task AnExportThatLibOSLacksIsNamed()
    {
        CommandResult result = await _project.RunAsync("--no-build", "-c", "Release", "--", "missing");
        AssertSuccess(result);
        Assert.That(result.Output, Does.Match(@"EntryPointNotFoundException: .*SystemNative_\w+"));
    }

    [Test]
    [Order(7)]
    public async Task CleanLeavesNoKernel()
    {
        AssertSuccess(await _project.DotnetAsync("clean", "-c", "Release", "-r", "xen-x64", "--nologo"));
        foreach (string place in (string[])["native", "publish"])
        {
            Assert.That(Path.GetDirectoryName(_project.Built("Release", place)), Does.Not.Exist);
        }

        Assert.That(Directory.EnumerateFiles(Path.Combine(_project.Directory, "obj/Release"), "*.o", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    [Order(8)]
    public async Task WithoutTheIdentifierItIsAnOrdinaryProgram()
    {
        CommandResult result = await _project.DotnetAsync("run", "--", "exit", $"{LinuxExitCode}");
        Assert.That(result.ExitCode, Is.EqualTo(LinuxExitCode), result.Error);
        Assert.That(result.Output, Does.Contain("hello, ").And.Not.Contain("LibOS"));
        Assert.That(Path.Combine(_project.Directory, "bin/Debug/net10.0/My App.dll"), Does.Exist);
    }

    private static void AssertSuccess(CommandResult result) => Assert.That(result.ExitCode, Is.Zero, result.Output + result.Error);
}
