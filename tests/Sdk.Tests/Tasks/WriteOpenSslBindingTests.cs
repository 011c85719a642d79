using LibOS.Sandbox;
using LibOS.Sdk.Tasks;
using Microsoft.Build.Utilities;

namespace Sdk.Tests.Tasks;

/// <summary>The binding of OpenSSL, from libraries that the assembler and ar make.</summary>
[TestFixture]
public sealed class WriteOpenSslBindingTests
{
    private readonly TaskEngine _engine = new();
    private string _folder = "";

    [SetUp]
    public void SetUp()
    {
        _engine.Errors.Clear();
        _folder = Directory.CreateTempSubdirectory("sdk-openssl-").FullName;
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async System.Threading.Tasks.Task EachPointerIsFilledAsTheShimWouldFillIt()
    {
        WriteOpenSslBinding task = await TaskAsync(
            "EVP_sha256_ptr, BN_is_one_ptr, local_BN_is_one, ERR_put_error_ptr, local_ERR_put_error, EVP_DigestSqueeze_ptr, SSL_state_ptr, other",
            ["OSSL_PROVIDER_try_load, EVP_sha256", "BN_is_one"]);
        Assert.That(task.Execute(), () => string.Join('\n', _engine.Errors));
        string text = await File.ReadAllTextAsync(task.Output);
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Contain("EVP_sha256_ptr: .quad EVP_sha256\n"));
            Assert.That(text, Does.Contain("BN_is_one_ptr: .quad BN_is_one\n"), "OpenSSL's own goes before the fallback");
            Assert.That(text, Does.Contain("ERR_put_error_ptr: .quad local_ERR_put_error\n"));
            Assert.That(text, Does.Contain("EVP_DigestSqueeze_ptr: .quad 0\n"), "the shim asks whether it is there");
            Assert.That(text, Does.Contain("SSL_state_ptr: .quad 0\n"), "it is what tells version 1.0");
            Assert.That(text, Does.Not.Contain("other"));
        });

        string binding = Path.Combine(_folder, "openssl.o");
        CommandResult assembled = await ExternalCommand.TryRunAsync("as", ["--64", "--fatal-warnings", "-o", binding, task.Output], CancellationToken.None);
        Assert.That(assembled.ExitCode, Is.Zero, assembled.Error);
        string symbols = await ExternalCommand.RunAsync("nm", [binding], CancellationToken.None);
        Assert.That(symbols, Does.Contain("T InitializeOpenSSLShim").And.Contain("T OpenLibrary").And.Contain("U EVP_sha256"));
    }

    [TestCase(false, "OPENSSL_init_crypto")]
    [TestCase(true, "OPENSSL_init_ssl")]
    public async System.Threading.Tasks.Task OnlyAProgramWithTlsInitializesIt(bool withTls, string expected)
    {
        WriteOpenSslBinding task = await TaskAsync("OPENSSL_init_ssl_ptr", ["OSSL_PROVIDER_try_load, OPENSSL_init_crypto", "OPENSSL_init_ssl"]);
        task.WithTls = withTls;
        Assert.That(task.Execute(), () => string.Join('\n', _engine.Errors));
        Assert.That(await File.ReadAllTextAsync(task.Output), Does.Contain($"OPENSSL_init_ssl_ptr: .quad {expected}\n"));
    }

    [Test]
    public async System.Threading.Tasks.Task FunctionsThatOpenSslLacksAreNamed() =>
        AssertRefused(await TaskAsync("EVP_sha256_ptr, EVP_new_ptr, EVP_other_ptr", ["OSSL_PROVIDER_try_load, EVP_sha256"]), "OpenSSL lacks EVP_new, EVP_other");

    [Test]
    public async System.Threading.Tasks.Task AnotherVersionIsRefused() => AssertRefused(await TaskAsync("EVP_sha256_ptr", ["EVP_sha256"]), "they are no OpenSSL 3");

    private void AssertRefused(WriteOpenSslBinding task, string text)
    {
        Assert.That(task.Execute(), Is.False);
        Assert.That(_engine.Errors, Has.Count.EqualTo(1).And.One.Contains(text));
        Assert.That(task.Output, Does.Not.Exist);
    }

    private async Task<WriteOpenSslBinding> TaskAsync(string shim, string[] libraries) => new()
    {
        BuildEngine = _engine,
        Shim = await StaticLibrary.CreateAsync(_folder, "shim", shim),
        Libraries = [.. await System.Threading.Tasks.Task.WhenAll(libraries.Select(async (names, i) => new TaskItem(await StaticLibrary.CreateAsync(_folder, $"library{i}", names))))],
        Output = Path.Combine(_folder, "openssl.S"),
    };
}
