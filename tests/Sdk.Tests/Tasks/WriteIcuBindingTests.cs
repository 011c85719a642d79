using LibOS.Sandbox;
using LibOS.Sdk.Tasks;
using Microsoft.Build.Utilities;

namespace Sdk.Tests.Tasks;

/// <summary>The binding of ICU, from libraries that the assembler and ar make.</summary>
[TestFixture]
public sealed class WriteIcuBindingTests
{
    private readonly TaskEngine _engine = new();
    private string _folder = "";

    [SetUp]
    public void SetUp()
    {
        _engine.Errors.Clear();
        _folder = Directory.CreateTempSubdirectory("sdk-icu-").FullName;
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async System.Threading.Tasks.Task EachPointerNamesTheFunctionOfThatVersion()
    {
        WriteIcuBinding task = await TaskAsync("u_strlen_ptr, ucol_open_ptr, ucol_clone_ptr, other", ["u_strlen_99, u_getVersion_99", "ucol_open_99"]);
        Assert.That(task.Execute(), () => string.Join('\n', _engine.Errors));
        Assert.That(task.Version, Is.EqualTo("99"));
        string text = await File.ReadAllTextAsync(task.Output);
        Assert.That(text, Does.Contain("u_strlen_ptr: .quad u_strlen_99\n").And.Contain("ucol_open_ptr: .quad ucol_open_99\n").And.Contain("ucol_clone_ptr: .quad 0\n"));
        Assert.That(text, Does.Not.Contain("other"));

        File.SetLastWriteTimeUtc(task.Output, DateTime.UnixEpoch);
        Assert.That(task.Execute());
        Assert.That(File.GetLastWriteTimeUtc(task.Output), Is.EqualTo(DateTime.UnixEpoch), "an unchanged file is left alone");

        CommandResult assembled = await ExternalCommand.TryRunAsync("as", ["--64", "--fatal-warnings", "-o", Path.Combine(_folder, "icu.o"), task.Output], CancellationToken.None);
        Assert.That(assembled.ExitCode, Is.Zero, assembled.Error);
        string symbols = await ExternalCommand.RunAsync("nm", [Path.Combine(_folder, "icu.o")], CancellationToken.None);
        Assert.That(symbols, Does.Contain("T GlobalizationNative_LoadICU").And.Contain("U u_getVersion_99"));
    }

    [Test]
    public async System.Threading.Tasks.Task AFunctionThatIcuLacksIsNamed()
    {
        WriteIcuBinding task = await TaskAsync("ucol_open_ptr, ucol_new_ptr", ["u_strlen_50, ucol_open_50"]);
        AssertRefused(task, "ICU 50 lacks ucol_new");
    }

    [Test]
    public async System.Threading.Tasks.Task WhatIsNoIcuIsSaid() => AssertRefused(await TaskAsync("ucol_open_ptr", ["something"]), "they are no ICU");

    [TestCase("")]
    [TestCase("text")]
    [TestCase("!<arch>\nand a text that is longer than the header of the first member, which has 60 bytes")]
    public async System.Threading.Tasks.Task WhatIsNoLibraryIsNamed(string content)
    {
        WriteIcuBinding task = await TaskAsync("ucol_open_ptr", ["u_strlen_50"]);
        await File.WriteAllTextAsync(task.Shim, content);
        AssertRefused(task, task.Shim + " is no static library with an index");
    }

    private void AssertRefused(WriteIcuBinding task, string text)
    {
        Assert.That(task.Execute(), Is.False);
        Assert.That(_engine.Errors, Has.Count.EqualTo(1).And.One.Contains(text));
        Assert.That(task.Output, Does.Not.Exist);
    }

    private async Task<WriteIcuBinding> TaskAsync(string shim, string[] icu) => new()
    {
        BuildEngine = _engine,
        Shim = await StaticLibrary.CreateAsync(_folder, "shim", shim),
        Libraries = [.. await System.Threading.Tasks.Task.WhenAll(icu.Select(async (names, i) => new TaskItem(await StaticLibrary.CreateAsync(_folder, $"icu{i}", names))))],
        Output = Path.Combine(_folder, "icu.S"),
    };
}
