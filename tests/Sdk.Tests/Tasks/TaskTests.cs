using System.Reflection;
using System.Runtime.InteropServices;
using LibOS.Sandbox;
using LibOS.Sdk.Tasks;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Sdk.Tests.Tasks;

/// <summary>The tasks as MSBuild calls them: on files, with their errors logged and never thrown.</summary>
[TestFixture]
public sealed class TaskTests
{
    private string _folder = "";

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("sdk-tasks-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_FromAssembly")]
    public static void Exported() => throw new InvalidOperationException("only its metadata is read");

    [Test]
    public async System.Threading.Tasks.Task TheListHoldsTheExportsOfDotnetsLibrariesAndNothingElse()
    {
        string object1 = await AssembleAsync(".globl SystemNative_B, CompressionNative_C, memcpy\nSystemNative_B: CompressionNative_C: memcpy: SystemNative_Local: ret\n call SystemNative_Undefined\n");
        var task = new WriteDirectPInvokeList
        {
            BuildEngine = new TaskEngine(),
            Objects = [new TaskItem(object1)],
            Assemblies = [new TaskItem(Assembly.GetExecutingAssembly().Location)],
            Output = Path.Combine(_folder, "list"),
        };
        Assert.That(task.Execute());
        Assert.That(File.ReadAllLines(task.Output), Is.EqualTo(new[]
        {
            "libos",
            "libSystem.IO.Compression.Native!CompressionNative_C",
            "libSystem.Native!SystemNative_B",
            "libSystem.Native!SystemNative_FromAssembly",
        }));

        File.SetLastWriteTimeUtc(task.Output, DateTime.UnixEpoch);
        Assert.That(task.Execute());
        Assert.That(File.GetLastWriteTimeUtc(task.Output), Is.EqualTo(DateTime.UnixEpoch), "an unchanged list is left alone");
    }

    [Test]
    public void AFileThatIsNoObjectIsNamed()
    {
        string file = Path.Combine(_folder, "no object");
        File.WriteAllText(file, "text");
        var engine = new TaskEngine();
        Assert.That(new WriteDirectPInvokeList { BuildEngine = engine, Objects = [new TaskItem(file)], Output = Path.Combine(_folder, "list") }.Execute(), Is.False);
        Assert.That(new WriteDirectPInvokeList { BuildEngine = engine, Assemblies = [new TaskItem(file)], Output = Path.Combine(_folder, "list") }.Execute(), Is.False);
        Assert.That(new GenerateSymbolTable { BuildEngine = engine, Image = file, Output = Path.Combine(_folder, "table") }.Execute(), Is.False);
        Assert.That(engine.Errors, Has.Count.EqualTo(3).And.All.Contains(file));
        Assert.That(Directory.GetFiles(_folder), Is.EqualTo(new[] { file }), "nothing was written");
    }

    [Test]
    public async System.Threading.Tasks.Task TheSymbolTableIsWrittenOnce()
    {
        string image = await AssembleAsync(".globl first, second\n.type first, @function\n.type second, @function\nfirst: ret\nsecond: ret\n");
        var task = new GenerateSymbolTable { BuildEngine = new TaskEngine(), Image = image, Output = Path.Combine(_folder, "table") };
        Assert.That(task.Execute());
        Assert.That((task.FunctionCount, task.TableBytes), Is.EqualTo((2, (int)new FileInfo(task.Output).Length)));
        File.SetLastWriteTimeUtc(task.Output, DateTime.UnixEpoch);
        Assert.That(task.Execute());
        Assert.That(File.GetLastWriteTimeUtc(task.Output), Is.EqualTo(DateTime.UnixEpoch), "an unchanged table is left alone");
    }

    private async System.Threading.Tasks.Task<string> AssembleAsync(string source)
    {
        string file = Path.Combine(_folder, "object.o");
        CommandResult result = await ExternalCommand.TryRunAsync("as", ["--64", "-o", file, "-"], CancellationToken.None, input: source);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return file;
    }
}
