// What the host writes, the guest reads: the writer of Tools against the parser of Runtime.Bare.

using CsCheck;
using LibOS.Sandbox;
using Runtime.Bare.Boot;
using HostCommandLine = LibOS.Sandbox.CommandLine;

namespace LibOS.Tool.Tests.Sandbox;

/// <summary>Kernel command lines.</summary>
public sealed class CommandLineTests
{
    private static readonly Gen<string> s_text = Gen.Char[" \t\n\r\"'\\=-$`xA0é€~\u0001\u007f"].Array[0, 10].Select(characters => new string(characters));

    private static readonly Gen<string> s_name =
        Gen.Select(Gen.Char["AZaz_"], Gen.Char["AZaz_09"].Array[0, 5], (first, rest) => first + new string(rest));

    [Test]
    public void AGuestReadsWhatWasWritten() =>
        Gen.Select(Gen.Dictionary(s_name, s_text)[0, 4], s_text.Array[0, 6]).Sample((environment, arguments) =>
        {
            ParsedLine parsed = ParsedLine.Of(HostCommandLine.Format(environment, arguments));
            Assert.That(parsed.Error, Is.EqualTo(CommandLineError.None));
            Assert.That(parsed.Arguments, Is.EqualTo(arguments));
            Assert.That(parsed.Variables, Is.EqualTo(environment.Select(pair => $"{pair.Key}={pair.Value}")));
        });

    [Test]
    public void AnArgumentThatLooksLikeAVariableStaysAnArgument()
    {
        ParsedLine parsed = ParsedLine.Of(HostCommandLine.Format([], ["A=1", "--", "-x"]));
        Assert.That(parsed.Arguments, Is.EqualTo(["A=1", "--", "-x"]));
        Assert.That(parsed.Variables, Is.Empty);
    }

    [TestCase("")]
    [TestCase("1A")]
    [TestCase("A B")]
    [TestCase("A=B")]
    [TestCase("Ä")]
    public void ANameThatTheGuestWouldTakeForAnArgumentIsRefused(string name) =>
        Assert.That(() => HostCommandLine.Format([new(name, "x")], []), Throws.TypeOf<SandboxException>().With.Message.Contains("cannot be the name"));

    [Test]
    public void ANulIsRefused() =>
        Assert.That(() => HostCommandLine.Format([], ["a\0b"]), Throws.TypeOf<SandboxException>().With.Message.Contains("NUL"));

    [Test]
    public void TheLengthLimitIsExact()
    {
        string longest = new('a', HostCommandLine.MaxLength - "-- ".Length);
        Assert.That(ParsedLine.Of(HostCommandLine.Format([], [longest])).Arguments, Is.EqualTo([longest]));
        Assert.That(() => HostCommandLine.Format([], [longest + "a"]), Throws.TypeOf<SandboxException>().With.Message.Contains("too long"));
    }
}
