// The programs of tests/Conformance, published once for each system, and the sandbox in which the guests run.

using System.Collections.Concurrent;
using System.Reflection;
using LibOS.Sandbox;

namespace Conformance.Tests;

/// <summary>What all tests share.</summary>
[SetUpFixture]
public sealed class Programs
{
    private static readonly ConcurrentDictionary<(string Name, string Identifier), Task<string>> s_published = new();

    private static Sandbox? s_sandbox;

    /// <summary>The sandbox, in the measuring mode.</summary>
    public static Sandbox Sandbox => s_sandbox ?? throw new InvalidOperationException("the sandbox is not up");

    /// <summary>The programs, found by convention: the projects below tests/Conformance.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    private static string Folder { get; } = Path.Combine(
        typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!,
        "tests/Conformance");

    [OneTimeSetUp]
    public static async Task StartSandbox() =>
        s_sandbox = await Sandbox.StartAsync(new SandboxOptions { Mode = EmulationMode.Measured }, null, CancellationToken.None);

    [OneTimeTearDown]
    public static async Task StopSandbox()
    {
        if (s_sandbox is not null)
        {
            await s_sandbox.DisposeAsync();
        }
    }

    /// <summary>Publishes a program.</summary>
    /// <param name="name">Its project.</param>
    /// <param name="identifier">linux-x64 or xen-x64.</param>
    /// <returns>The executable or kernel.</returns>
    public static Task<string> PublishAsync(string name, string identifier) =>
        s_published.GetOrAdd((name, identifier), key => PublishOnceAsync(key.Name, key.Identifier));

    private static async Task<string> PublishOnceAsync(string name, string identifier)
    {
        string folder = Path.Combine(Folder, name);
        CommandResult result = await ExternalCommand.TryRunAsync(
            "dotnet",
            ["publish", Path.Combine(folder, name + ".csproj"), "-r", identifier, "-c", "Release", "--nologo", "-v", "quiet"],
            CancellationToken.None);
        Assert.That(result.ExitCode, Is.Zero, $"publishing {name} for {identifier}:\n{result.Output}{result.Error}");
        return Path.Combine(folder, "bin/Release/net10.0", identifier, "publish", name);
    }
}
