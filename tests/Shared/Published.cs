// A published kernel and what lies beside it.

using LibOS.Sandbox;

namespace Guests.Shared;

/// <summary>The result of `dotnet publish -r xen-x64`.</summary>
/// <param name="KernelPath">The stripped kernel.</param>
/// <param name="DebugPath">Its symbols.</param>
/// <param name="ConfigurationPath">The xl.cfg.</param>
public sealed record Published(string KernelPath, string DebugPath, string ConfigurationPath)
{
    /// <summary>Publishes a project of this repository.</summary>
    /// <param name="project">Its csproj.</param>
    public static async Task<Published> CreateAsync(string project)
    {
        CommandResult result = await ExternalCommand.TryRunAsync("dotnet", ["publish", project, "-r", "xen-x64", "-c", "Release", "--nologo", "-v", "quiet"], CancellationToken.None);
        Assert.That(result.ExitCode, Is.Zero, $"publishing {project}:\n{result.Output}{result.Error}");
        string name = Path.GetFileNameWithoutExtension(project);
        string directory = Path.Combine(Path.GetDirectoryName(project)!, "bin/Release/net10.0/xen-x64/publish");
        var published = new Published(Path.Combine(directory, name), Path.Combine(directory, name + ".dbg"), Path.Combine(directory, name + ".cfg"));
        Assert.Multiple(() =>
        {
            Assert.That(published.KernelPath, Does.Exist);
            Assert.That(published.DebugPath, Does.Exist);
            Assert.That(published.ConfigurationPath, Does.Exist);
        });
        return published;
    }

    /// <summary>Publishes a project as a native program for Linux, with the choices that are a guest's defaults.</summary>
    /// <param name="project">Its csproj.</param>
    /// <returns>The stripped executable.</returns>
    public static async Task<string> LinuxProgramAsync(string project)
    {
        string output = Path.Combine(TestContext.CurrentContext.WorkDirectory, "linux-x64");
        CommandResult result = await ExternalCommand.TryRunAsync(
            "dotnet",
            [
                "publish", project, "-r", "linux-x64", "-c", "Release", "-o", output, "--nologo", "-v", "quiet", "-p:PublishAot=true",
                "-p:InvariantGlobalization=true", "-p:InvariantTimezone=true", "-p:CppCompilerAndLinker=gcc",
            ],
            CancellationToken.None);
        Assert.That(result.ExitCode, Is.Zero, $"publishing {project}:\n{result.Output}{result.Error}");
        return Path.Combine(output, Path.GetFileNameWithoutExtension(project));
    }
}
