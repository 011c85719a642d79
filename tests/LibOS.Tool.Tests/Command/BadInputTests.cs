// What a person sees who asks for the wrong thing, or on a machine that lacks something: words, a remedy, and a status.

using LibOS.Sandbox;

namespace LibOS.Tool.Tests.Command;

/// <summary>The command as a process, without a guest.</summary>
public sealed class BadInputTests
{
    private static readonly Dictionary<string, string> s_usual = [];

    [TestCase("Unrecognized", "frobnicate")]
    [TestCase("there is no option --frobnicate", "run", "x", "--frobnicate=1")]
    [TestCase("there is no option --frobnicate", "run", "--frobnicate", "x")]
    [TestCase("Required", "run")]
    [TestCase("at least 1", "run", "x", "--memory", "0")]
    [TestCase("--memory", "run", "x", "--memory", "lots")]
    [TestCase("at least 1", "run", "x", "--vcpus", "-1")]
    [TestCase("at least 0", "run", "x", "--timeout", "-1")]
    [TestCase("at least 0", "run", "x", "--timeout", "NaN")]
    [TestCase("at most", "run", "x", "--timeout", "1e300")]
    [TestCase("--mode", "run", "x", "--mode", "warp")]
    [TestCase("NAME=value", "run", "x", "--env", "novalue")]
    [TestCase("there is no /nonexistent/kernel", "run", "/nonexistent/kernel")]
    [TestCase("holds 0 projects", "run", "/proc/self/fd")]
    [TestCase("--debug", "symbolize")]
    [TestCase("there is no /nonexistent.dbg", "symbolize", "--debug", "/nonexistent.dbg")]
    public async Task AMistakeIsNamed(string expected, params string[] arguments)
    {
        CommandResult result = await LibosProcess.RunAsync(s_usual, "", arguments);
        Assert.That(result.ExitCode, Is.EqualTo(125), result.Output + result.Error);
        Assert.That(result.Error, Does.Contain(expected));
        AssertNoTrace(result);
    }

    [TestCase("dpkg-query", "apt-get install -y --no-install-recommends dpkg", "sandbox", "shell")]
    [TestCase("addr2line", "apt-get install -y --no-install-recommends binutils", "symbolize", "--debug", "/proc/self/exe")]
    public async Task AMissingProgramIsNamedWithItsRemedy(string program, string remedy, params string[] arguments)
    {
        DirectoryInfo empty = Directory.CreateTempSubdirectory("libos-test-");
        try
        {
            Dictionary<string, string> environment = new() { ["PATH"] = empty.FullName, ["XDG_RUNTIME_DIR"] = empty.FullName };
            CommandResult result = await LibosProcess.RunAsync(environment, "0x101234\n", arguments);
            Assert.That(result.ExitCode, Is.EqualTo(125));
            Assert.That(result.Error, Does.Contain("cannot run " + program).And.Contain("why: ").And.Contain("do:  ").And.Contain(remedy));
            AssertNoTrace(result);
        }
        finally
        {
            empty.Delete(recursive: true);
        }
    }

    [Test]
    public async Task WithoutAPathTheDoctorStillReports()
    {
        CommandResult result = await LibosProcess.RunAsync(new Dictionary<string, string> { ["PATH"] = "" }, "", "doctor");
        Assert.That(result.ExitCode, Is.AnyOf(0, 1));
        Assert.That(result.Output, Does.Contain("qemu-system-x86_64"));
        AssertNoTrace(result);
    }

    [Test]
    public void EveryProgramThatIsStartedHasARemedy() =>
        Assert.That(
            ((string[])["dotnet", "apt-get", "apt-cache", "dpkg", "dpkg-query", "ldd", "setsid", "addr2line"]).Select(DebianPackages.RemedyFor),
            Has.None.StartsWith("libos doctor"));

    // Ordinal: the comparison of a culture overlooks control characters.
    private static void AssertNoTrace(CommandResult result)
    {
        foreach (string sign in (string[])["   at LibOS", "   at System", "Exception", "\x1b"])
        {
            Assert.That((result.Output + result.Error).Contains(sign, StringComparison.Ordinal), Is.False, $"'{sign}' in:\n{result.Output}{result.Error}");
        }
    }
}
