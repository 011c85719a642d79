// A project outside the clone: what `dotnet new` makes, with the one line that names the SDK.

using LibOS.Sandbox;

namespace Sdk.Tests.Outside;

/// <summary>A project in a directory of its own beside the feed.</summary>
/// <param name="Directory">Its directory.</param>
/// <param name="Name">Its name.</param>
public sealed record OutsideProject(string Directory, string Name)
{
    /// <summary>The line that is added as an element.</summary>
    public static string Element => $"""  <Sdk Name="LibOS.Sdk" Version="{Feed.Version}" />""";

    /// <summary>The project file.</summary>
    public string File => Path.Combine(Directory, Name + ".csproj");

    /// <summary>The source.</summary>
    public string Source => Path.Combine(Directory, "Program.cs");

    /// <summary>Creates a project with `dotnet new` and adds the SDK to it.</summary>
    /// <param name="name">Its name; may hold spaces.</param>
    /// <param name="template">console or classlib.</param>
    public static async Task<OutsideProject> CreateAsync(string name, string template = "console")
    {
        var project = new OutsideProject(System.IO.Directory.CreateDirectory(Path.Combine(Feed.Home, name)).FullName, name);
        await System.IO.File.WriteAllTextAsync(
            Path.Combine(project.Directory, "nuget.config"),
            """<configuration><packageSources><add key="libos" value="../feed" /></packageSources></configuration>""");
        CommandResult created = await project.DotnetAsync("new", template, "-n", name, "-o", ".", "--no-restore");
        Assert.That(created.ExitCode, Is.Zero, created.Error);
        const string First = """<Project Sdk="Microsoft.NET.Sdk">""";
        await project.ReplaceAsync(First, First + "\n" + Element);
        return project;
    }

    /// <summary>Changes the project file.</summary>
    public async Task ReplaceAsync(string old, string replacement)
    {
        string text = await System.IO.File.ReadAllTextAsync(File);
        Assert.That(text, Does.Contain(old));
        await System.IO.File.WriteAllTextAsync(File, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>Runs dotnet in the project's directory.</summary>
    public Task<CommandResult> DotnetAsync(params string[] arguments) => Feed.DotnetAsync(Directory, arguments);

    /// <summary>Publishes the kernel.</summary>
    /// <param name="further">Further arguments.</param>
    public Task<CommandResult> PublishAsync(params string[] further) => DotnetAsync(["publish", "-r", "xen-x64", "--nologo", "-v", "minimal", .. further]);

    /// <summary>Boots the kernel, in the mode in which nothing depends on how busy the host is.</summary>
    /// <param name="further">Further arguments; after two dashes the program's.</param>
    public Task<CommandResult> RunAsync(params string[] further) =>
        DotnetAsync(["run", "-r", "xen-x64", "-p:LibOSRunOptions=--mode measured", .. further]);

    /// <summary>A file that the build left.</summary>
    /// <param name="configuration">Debug or Release.</param>
    /// <param name="place">native or publish.</param>
    /// <param name="extension">"" for the kernel.</param>
    public string Built(string configuration, string place, string extension = "") =>
        Path.Combine(Directory, "bin", configuration, "net10.0/xen-x64", place, Name + extension);
}
