// libos doctor: for each thing that is missing, what it is, what it is for, and the command that mends it.

using LibOS.Sandbox;

namespace LibOS.Tool.Tests.Command;

/// <summary>DoctorCommand.</summary>
public sealed class DoctorTests
{
    [TestCaseSource(typeof(DebianPackages), nameof(DebianPackages.Prerequisites))]
    public void EachMissingThingIsNamedWithPurposeAndRemedy(Prerequisite prerequisite)
    {
        Prerequisite missing = prerequisite with { Path = "/nonexistent" + prerequisite.Path };
        (int status, string report) = Report([missing], isDom0: false);
        Assert.That(status, Is.EqualTo(1));
        Assert.That(report, Does.StartWith("missing  " + missing.Name).And.Contain(missing.Purpose).And.Contain(missing.Path));
        Assert.That(report.TrimEnd(), Does.EndWith("apt-get install -y --no-install-recommends " + missing.Package));
    }

    [Test]
    public void NothingMissingIsSaid()
    {
        (int status, string report) = Report([new Prerequisite("sh", "/bin/sh", "dash", "a shell")], isDom0: true);
        Assert.That(status, Is.Zero);
        Assert.That(report, Does.Contain("found    sh").And.Contain("this machine's own Xen").And.Contain("nothing is missing"));
    }

    [Test]
    public void APackageIsNamedOnce()
    {
        var one = new Prerequisite("one", "/nonexistent/1", "pack", "x");
        Assert.That(Report([one, one with { Name = "two" }], isDom0: false).Text, Does.Contain("recommends pack\n"));
    }

    private static (int Status, string Text) Report(Prerequisite[] prerequisites, bool isDom0)
    {
        using var output = new StringWriter { NewLine = "\n" };
        return (DoctorCommand.Report(output, prerequisites, isDom0, hasKvm: false), output.ToString());
    }
}
