// From a project to its kernel: dotnet publish -r xen-x64, and where the result lies.

using System.Text.Json;
using LibOS.Sandbox;

namespace LibOS.Tool;

/// <summary>Publishes projects as kernels.</summary>
internal static class ProjectPublisher
{
    /// <summary>The runtime identifier of our guests.</summary>
    public const string RuntimeIdentifier = "xen-x64";

    /// <summary>The kernel for what was named on the command line.</summary>
    /// <param name="target">A kernel file, a project file, or a directory with one project.</param>
    /// <param name="progress">Told about publishing.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="SandboxException">There is no such thing, or publishing failed; with the compiler's messages.</exception>
    public static async Task<string> FindKernelAsync(string target, IProgress<string> progress, CancellationToken ct)
    {
        string? project = FindProject(target);
        if (project is null)
        {
            return Path.GetFullPath(target);
        }

        progress.Report("publishing " + Path.GetFileNameWithoutExtension(project));
        CommandResult result = await ExternalCommand.TryRunAsync("dotnet", ["publish", project, "-r", RuntimeIdentifier, "-c", "Release", "--nologo", "-v", "quiet", "-getProperty:PublishDir", "-getProperty:AssemblyName", "-getProperty:NativeBinary"], ct);
        if (result.ExitCode != 0)
        {
            throw new SandboxException($"publishing {project} failed", (result.Output + result.Error).Trim(), $"dotnet publish {target} -r {RuntimeIdentifier} -c Release");
        }

        return Locate(project, result.Output);
    }

    private static string? FindProject(string target)
    {
        if (Directory.Exists(target))
        {
            string[] projects = Directory.GetFiles(target, "*.csproj");
            return projects.Length == 1
                ? projects[0]
                : throw new SandboxException($"{target} holds {projects.Length} projects", "one was expected", "name the project file");
        }

        if (!File.Exists(target))
        {
            throw new SandboxException($"there is no {target}", null, "name a project file, a directory with a project, or a kernel file");
        }

        return target.EndsWith("proj", StringComparison.Ordinal) ? target : null;
    }

    /// <summary>Reads the properties that publish printed as JSON; the kernel is in the publish directory under the assembly's name.</summary>
    private static string Locate(string project, string output)
    {
        int begin = output.IndexOf('{');
        if (begin < 0)
        {
            throw new SandboxException($"publishing {project} did not say where the kernel is", output.Trim(), $"dotnet publish {project} -r {RuntimeIdentifier} -c Release");
        }

        using var document = JsonDocument.Parse(output[begin..]);
        JsonElement properties = document.RootElement.GetProperty("Properties");
        // The property is printed as the SDK's files spell it, with backslashes in places.
        string published = properties.GetProperty("PublishDir").GetString()!.Replace('\\', '/');
        string directory = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(project))!, published);
        string kernel = Path.Combine(directory, properties.GetProperty("AssemblyName").GetString()!);
        return File.Exists(kernel)
            ? kernel
            : throw new SandboxException($"publishing {project} left no kernel at {kernel}", "the project does not use LibOS.Sdk, or turned PublishAot off", "see the README of LibOS.Sdk");
    }
}
