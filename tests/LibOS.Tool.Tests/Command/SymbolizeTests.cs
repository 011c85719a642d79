// libos symbolize on sample reports; addr2line itself is not tested.

using LibOS.Tool;

namespace LibOS.Tool.Tests.Command;

/// <summary>SymbolizeCommand.</summary>
public sealed class SymbolizeTests
{
    [Test]
    public void PairsBecomePlacesAndInliningIsTold()
    {
        Dictionary<string, string> names = SymbolizeCommand.Parse("0x0000000000101234\nInner\n/s/A.cs:3\nOuter\n/s/B.cs:9\n0x0000000000105678\n??\n??:0\n0x00000000001099aa\nBare\n??:?\n");
        Assert.That(names, Is.EqualTo(new Dictionary<string, string>
        {
            ["0x101234"] = "Inner at /s/A.cs:3, inlined in Outer at /s/B.cs:9",
            ["0x1099aa"] = "Bare",
        }));
    }

    [TestCase("")]
    [TestCase("0x")]
    [TestCase("0x0000000000101234\nInner")]
    [TestCase("no address\nat all")]
    public void ACutOutputNamesNothing(string output) => Assert.That(SymbolizeCommand.Parse(output), Is.Empty);

    [Test]
    public void PlacesAreAddedBelowTheirLineAndNothingIsLost()
    {
        var names = new Dictionary<string, string> { ["0x101234"] = "Main at P.cs:1" };
        Assert.That(SymbolizeCommand.Annotate("panic\n  0x101234 0x999999\nend\n", names), Is.EqualTo("panic\n  0x101234 0x999999\n        0x101234: Main at P.cs:1\nend\n"));
    }
}
