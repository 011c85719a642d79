// When the scripts compile Tools/LibOS.Build, and when they do not: in a clone that has nothing but the files they look
// at, with a dotnet command that only writes down how it was called.

using System.Runtime.Versioning;
using LibOS.Sandbox;
using NUnit.Framework;

namespace Build.Tests;

/// <summary>The scripts alone.</summary>
[UnsupportedOSPlatform("windows")]
[TestFixtureSource(typeof(Door), nameof(Door.All))]
[NonParallelizable]
public sealed class CompilingTests(Door door)
{
    private const int ProgramExitCode = 7;
    private const string Compiling = "build: compiling Tools/LibOS.Build";

    private DirectoryInfo _clone = null!;
    private string _path = "";

    [SetUp]
    public void SetUp()
    {
        _clone = Directory.CreateTempSubdirectory("build-tests-");
        foreach (string file in (string[])["Tools/LibOS.Build/Program.cs", "Tools/LibOS.Tool/RunCommand.cs", "Directory.Build.props", "Directory.Packages.props", "global.json", "Sdk/LibOS.Sdk/Sdk/LibOS.Version.props"])
        {
            Write(file, "");
        }

        File.Copy(Path.Combine(Door.Root, door.Script), Path.Combine(_clone.FullName, door.Script));
        _path = _clone.CreateSubdirectory("commands").FullName + ":/usr/bin:/bin";
        Write("commands/dotnet", $"""
            #!/bin/sh
            clone=$(dirname "$0")/..
            for argument; do printf '[%s]' "$argument"; done >> "$clone/calls"
            echo >> "$clone/calls"
            [ "$1" = build ] || exit {ProgramExitCode}
            [ ! -e "$clone/broken" ] || {"{"} echo "error CS0000: broken"; exit 3; {"}"}
            mkdir -p "$clone/Tools/LibOS.Build/bin/Debug/net10.0"
            : > "$clone/Tools/LibOS.Build/bin/Debug/net10.0/LibOS.Build.dll"

            """);
        File.SetUnixFileMode(Path.Combine(_clone.FullName, "commands/dotnet"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [TearDown]
    public void TearDown() => _clone.Delete(recursive: true);

    [Test]
    public async Task AFreshCloneIsCompiledOnce()
    {
        await AssertRunsAsync(compiles: true);
        await AssertRunsAsync(compiles: false);
    }

    [TestCase("Tools/LibOS.Build/Program.cs")]
    [TestCase("Tools/LibOS.Tool/RunCommand.cs")]
    [TestCase("Tools/LibOS.Sandbox/Image/new.sh")]
    [TestCase("Directory.Packages.props")]
    [TestCase("global.json")]
    public async Task AChangedSourceIsCompiled(string file)
    {
        await AssertRunsAsync(compiles: true);
        Write(file, "// changed");
        // The clock of the file system is coarse: the change may carry the same time as the compilation.
        File.SetLastWriteTimeUtc(Path.Combine(_clone.FullName, file), DateTime.UtcNow.AddSeconds(2));
        await AssertRunsAsync(compiles: true);
    }

    [Test]
    public async Task WhatTheCompilerWritesIsNoChange()
    {
        await AssertRunsAsync(compiles: true);
        Write("Tools/LibOS.Tool/obj/project.assets.json", "{}");
        File.SetLastWriteTimeUtc(Path.Combine(_clone.FullName, "Tools/LibOS.Tool/obj/project.assets.json"), DateTime.UtcNow.AddSeconds(2));
        await AssertRunsAsync(compiles: false);
    }

    [Test]
    public async Task ErrorsOfTheCompilerAreShownAndTheNextRunTriesAgain()
    {
        Write("broken", "");
        CommandResult result = await door.RunInAsync(_clone.FullName, _path, "help");
        Assert.That(result.ExitCode, Is.EqualTo(3));
        Assert.That(result.Error, Does.Contain("error CS0000: broken"));
        File.Delete(Path.Combine(_clone.FullName, "broken"));
        await AssertRunsAsync(compiles: true);
    }

    [Test]
    public async Task WithoutDotnetItSaysWhatWhyAndHow()
    {
        // The directories of sh and find, without dotnet in them.
        DirectoryInfo tools = _clone.CreateSubdirectory("tools");
        foreach (string tool in (string[])["sh", "find", "cat", "dirname", "uname"])
        {
            File.CreateSymbolicLink(Path.Combine(tools.FullName, tool), File.Exists("/bin/" + tool) ? "/bin/" + tool : "/usr/bin/" + tool);
        }

        CommandResult result = await door.RunInAsync(_clone.FullName, tools.FullName, "help");
        Assert.That(result.ExitCode, Is.EqualTo(127));
        Assert.That(result.Error, Does.Contain("the .NET SDK is missing").And.Contain("  why: ").And.Contain("  do:  https://dotnet.microsoft.com"));
    }

    [Test]
    public async Task ArgumentsReachTheProgramOneByOne()
    {
        await AssertRunsAsync(compiles: true);
        await door.RunInAsync(_clone.FullName, _path, "run", "Hello", "--memory", "8", "--", "two words", "", "quo\"te");
        Assert.That(Calls()[^1], Does.EndWith("LibOS.Build.dll][run][Hello][--memory][8][--][two words][][quo\"te]"));
    }

    private async Task AssertRunsAsync(bool compiles)
    {
        int before = Calls().Length;
        CommandResult result = await door.RunInAsync(_clone.FullName, _path, "help");
        string[] calls = Calls()[before..];
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(ProgramExitCode), result.Error);
            Assert.That(calls[^1], Does.EndWith("LibOS.Build.dll][help]"));
            Assert.That(calls.Count(call => call.StartsWith("[build]", StringComparison.Ordinal)), Is.EqualTo(compiles ? 1 : 0));
            Assert.That(result.Error, compiles ? Does.Contain(Compiling) : Does.Not.Contain(Compiling));
        });
    }

    private string[] Calls()
    {
        string file = Path.Combine(_clone.FullName, "calls");
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    private void Write(string file, string text)
    {
        string path = Path.Combine(_clone.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
