// What the figures share: one sandbox in the measuring mode, and a program both as a guest of LibOS and as one of Linux.

using System.Reflection;
using LibOS.Sandbox;

namespace Figures.Tests;

/// <summary>Prepared before the first test, taken down after the last.</summary>
[SetUpFixture]
public sealed class Laboratory
{
    /// <summary>Memory of both guests, MiB: what a small Linux guest is given.</summary>
    public const int MemoryMiB = 256;

    private static Sandbox? s_sandbox;

    /// <summary>The sandbox.</summary>
    public static Sandbox Sandbox => s_sandbox ?? throw new InvalidOperationException("the sandbox is not up");

    /// <summary>Whose Linux kernel the other guest has.</summary>
    public static SandboxImage Image { get; private set; } = null!;

    /// <summary>The repository's root, with a slash at its end.</summary>
    public static string RepositoryRoot { get; } =
        typeof(Laboratory).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    [OneTimeSetUp]
    public static async Task SetUpAsync()
    {
        Image = await SandboxImage.GetAsync(null, CancellationToken.None);
        s_sandbox = await StartAsync(EmulationMode.Measured);
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
    /// <param name="sandbox">Where; null for the one that all share.</param>
    /// <param name="console">Gets what it writes; may be null.</param>
    public static async Task<GuestResult> RunAsync(GuestSpec spec, Sandbox? sandbox = null, Action<ReadOnlySpan<byte>>? console = null)
    {
        GuestResult result = await (sandbox ?? Sandbox).RunAsync(spec, console, CancellationToken.None);
        await TestContext.Out.WriteLineAsync($"{spec.Name}: exit {result.ExitCode}, {result.Shutdown}\n{result.Console}");
        return result;
    }

    /// <summary>
    /// Uses a sandbox of two CPUs and wall-clock time in place of the other one: for what only CPUs in parallel show. Both at once would
    /// share the host's CPUs.
    /// </summary>
    /// <param name="use">What is done in it.</param>
    public static async Task WithTwoCpusAsync(Func<Sandbox, Task> use)
    {
        await TearDownAsync();
        s_sandbox = null;
        try
        {
            await using Sandbox fast = await StartAsync(EmulationMode.Fast);
            await use(fast);
        }
        finally
        {
            s_sandbox = await StartAsync(EmulationMode.Measured);
        }
    }

    /// <summary>A project of this repository as a Linux guest.</summary>
    /// <param name="project">Its csproj, from the root.</param>
    public static async Task<LinuxGuest> LinuxAsync(string project) =>
        await LinuxGuest.CreateAsync(Image, await Published.LinuxProgramAsync(RepositoryRoot + project), TestContext.CurrentContext.WorkDirectory, CancellationToken.None);

    /// <summary>The same project as ours.</summary>
    /// <param name="project">Its csproj, from the root.</param>
    /// <param name="arguments">The program's.</param>
    public static async Task<GuestSpec> GuestAsync(string project, params string[] arguments) => new()
    {
        Name = Path.GetFileNameWithoutExtension(project).ToLowerInvariant(),
        KernelPath = (await Published.CreateAsync(RepositoryRoot + project)).KernelPath,
        MemoryMiB = MemoryMiB,
        Arguments = arguments,
    };

    /// <summary>Prints a line that build.sh test repeats in its summary.</summary>
    /// <param name="figure">The line.</param>
    public static void Print(string figure) => TestContext.Out.WriteLine("figure: " + figure);

    private static Task<Sandbox> StartAsync(EmulationMode mode) => Sandbox.StartAsync(new SandboxOptions { Mode = mode }, null, CancellationToken.None);
}
