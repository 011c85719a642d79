// What all guest tests share: the published kernels and one sandbox in the measuring mode, in which time is counted in
// instructions, so that nothing here depends on how busy the host is.

using System.Reflection;
using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>Prepared before the first test, taken down after the last.</summary>
[SetUpFixture]
public sealed class Laboratory
{
    private static Sandbox? s_sandbox;

    /// <summary>The sandbox.</summary>
    public static Sandbox Sandbox => s_sandbox ?? throw new InvalidOperationException("the sandbox is not up");

    /// <summary>The Probe guest: one property for each name.</summary>
    public static Published Probe { get; private set; } = null!;

    /// <summary>The Lifecycle guest, which waits to be reached from outside.</summary>
    public static Published Lifecycle { get; private set; } = null!;

    /// <summary>The Stress guest: threads with checksummed graphs.</summary>
    public static Published Stress { get; private set; } = null!;

    /// <summary>The Parallel guest: threads on many CPUs.</summary>
    public static Published Parallel { get; private set; } = null!;

    /// <summary>The Knobs guest: the settings of the GC.</summary>
    public static Published Knobs { get; private set; } = null!;

    /// <summary>Apps/Hello.</summary>
    public static Published Hello { get; private set; } = null!;

    /// <summary>The repository's root, with a slash at its end.</summary>
    public static string RepositoryRoot { get; } =
        typeof(Laboratory).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    [OneTimeSetUp]
    public static async Task SetUpAsync()
    {
        var progress = new ActionProgress(TestContext.Progress.WriteLine);
        Task<Sandbox> starting = Sandbox.StartAsync(new SandboxOptions { Mode = EmulationMode.Measured }, progress, CancellationToken.None);
        Probe = await Published.CreateAsync(Path.Combine(RepositoryRoot, "tests/Guests/Probe/Probe.csproj"));
        Lifecycle = await Published.CreateAsync(Path.Combine(RepositoryRoot, "tests/Guests/Lifecycle/Lifecycle.csproj"));
        Stress = await Published.CreateAsync(Path.Combine(RepositoryRoot, "tests/Guests/Stress/Stress.csproj"));
        Parallel = await Published.CreateAsync(Path.Combine(RepositoryRoot, "tests/Guests/Parallel/Parallel.csproj"));
        Knobs = await Published.CreateAsync(Path.Combine(RepositoryRoot, "tests/Guests/Knobs/Knobs.csproj"));
        Hello = await Published.CreateAsync(Path.Combine(RepositoryRoot, "Apps/Hello/Hello.csproj"));
        s_sandbox = await starting;
    }

    [OneTimeTearDown]
    public static async Task TearDownAsync()
    {
        if (s_sandbox is not null)
        {
            await s_sandbox.DisposeAsync();
        }
    }

    /// <summary>Runs a guest to its end.</summary>
    /// <param name="spec">The guest.</param>
    public static async Task<GuestResult> RunAsync(GuestSpec spec)
    {
        GuestResult result = await Sandbox.RunAsync(spec, null, CancellationToken.None);
        await TestContext.Out.WriteLineAsync($"{spec.Name} {string.Join(' ', spec.Arguments)}: exit {result.ExitCode}, {result.Shutdown}\n{result.Console}");
        return result;
    }

    /// <summary>Runs a probe to its end.</summary>
    /// <param name="arguments">Its name and arguments.</param>
    public static Task<GuestResult> RunProbeAsync(params string[] arguments) => RunAsync(ProbeSpec(arguments));

    /// <summary>A probe as a guest, to be changed with "with".</summary>
    /// <param name="arguments">Its name and arguments.</param>
    public static GuestSpec ProbeSpec(params string[] arguments) => new() { Name = "probe", KernelPath = Probe.KernelPath, Arguments = arguments };

    // Progress<T> posts to a thread pool: lines would come late and out of order.
    private sealed class ActionProgress(Action<string> report) : IProgress<string>
    {
        public void Report(string value) => report(value);
    }
}
