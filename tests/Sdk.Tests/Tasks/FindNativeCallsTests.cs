using LibOS.Sandbox;
using LibOS.Sdk.Tasks;
using Microsoft.Build.Utilities;

namespace Sdk.Tests.Tasks;

/// <summary>Which functions of a native library an object calls.</summary>
[TestFixture]
public sealed class FindNativeCallsTests
{
    private readonly TaskEngine _engine = new();
    private string _folder = "";

    [SetUp]
    public void SetUp()
    {
        _engine.Errors.Clear();
        _folder = Directory.CreateTempSubdirectory("sdk-calls-").FullName;
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async System.Threading.Tasks.Task WhatNobodyExportsIsFound()
    {
        string program = Path.Combine(_folder, "program.o");
        string layer = Path.Combine(_folder, "layer.o");
        await StaticLibrary.ObjectAsync(program, "main, Native_Own", "Native_Zeta", "Native_Alpha", "Native_There", "Native_Weak", "Other_Call", "Native_Own");
        await StaticLibrary.ObjectAsync(layer, "Native_There, Native_Weak");
        await ExternalCommand.RunAsync("objcopy", ["--weaken-symbol=Native_Weak", layer], CancellationToken.None);
        var task = new FindNativeCalls { BuildEngine = _engine, Object = program, Prefix = "Native_", Exporters = [new TaskItem(layer)] };
        Assert.That(task.Execute(), () => string.Join('\n', _engine.Errors));
        Assert.That(task.Calls, Is.EqualTo((string[])["Native_Alpha", "Native_Zeta"]));
    }

    [Test]
    public async System.Threading.Tasks.Task WhatIsNoObjectIsNamed()
    {
        string text = Path.Combine(_folder, "text.o");
        await File.WriteAllTextAsync(text, "no object");
        var task = new FindNativeCalls { BuildEngine = _engine, Object = text, Prefix = "Native_" };
        Assert.That(task.Execute(), Is.False);
        Assert.That(_engine.Errors, Has.Count.EqualTo(1).And.One.Contains(text));
    }
}
