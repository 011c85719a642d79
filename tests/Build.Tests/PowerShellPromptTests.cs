// What only PowerShell does with a command line.

using LibOS.Sandbox;
using NUnit.Framework;

namespace Build.Tests;

/// <summary>build.ps1 as typed at a prompt.</summary>
[NonParallelizable]
public sealed class PowerShellPromptTests
{
    private static readonly string s_script = Path.Combine(Door.Root, "build.ps1");

    [Test]
    public void QuotedDashesArePassedOn()
    {
        CommandResult result = PowerShellDoor.Type($"& '{s_script}' test '--' --filter", null);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain("there is no test project '--filter'"), "behind the dashes it is no option");
    }

    [Test]
    public void TheNextCommandSeesTheExitCode()
    {
        CommandResult result = PowerShellDoor.Type($"& '{s_script}' frobnicate; \"code $LASTEXITCODE\"", null);
        Assert.That(result.Output, Does.EndWith("code 2\n"));
    }
}
