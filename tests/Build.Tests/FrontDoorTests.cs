// The scripts of this clone, with the real program behind them. Nothing here builds the solution or boots a guest.

using LibOS.Build;
using LibOS.Sandbox;
using NUnit.Framework;

namespace Build.Tests;

/// <summary>What a person at the keyboard sees.</summary>
[TestFixtureSource(typeof(Door), nameof(Door.All))]
[NonParallelizable]
public sealed class FrontDoorTests(Door door)
{
    [TestCase]
    [TestCase("help")]
    [TestCase("--help")]
    public async Task TheVerbsAreListed(params string[] arguments)
    {
        CommandResult result = await door.RunAsync(arguments);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        AssertListsVerbs(result.Output);
    }

    [Test]
    public async Task AnUnknownVerbPrintsTheListAndFails()
    {
        CommandResult result = await door.RunAsync("frobnicate");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain("there is no verb 'frobnicate'"));
        AssertListsVerbs(result.Error);
    }

    [Test]
    public async Task AnUnknownAppPrintsTheListAndFails()
    {
        CommandResult result = await door.RunAsync("run", "Nothing");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain("there is no app 'Nothing'").And.Match(@"(?m)^apps: .*\bHello\b"));
    }

    [Test]
    public async Task TheExitCodeOfWhatRanIsPassedOn()
    {
        CommandResult result = await door.RunAsync("run", "Hello", "--vcpus", "0");
        Assert.That(result.ExitCode, Is.EqualTo(GuestResult.FailureExitCode));
        Assert.That(result.Error, Does.Contain("--vcpus must be at least 1"));
    }

    [Test]
    public async Task ArgumentsArriveUnchanged()
    {
        string[] odd = ["two words", "quo\"te", "it's", "$HOME", "*", "back\\slash", "end\\", "ü€"];
        CommandResult result = await door.RunAsync(["test", .. odd]);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        foreach (string argument in odd)
        {
            Assert.That(result.Error, Does.Contain($"there is no test project '{argument}'"));
        }
    }

    [TestCase("clean", "all")]
    [TestCase("pack", "--fast")]
    [TestCase("test", "--filter")]
    public async Task WrongUsageNamesTheRightOneAndDoesNothing(string verb, string argument)
    {
        CommandResult result = await door.RunAsync(verb, argument);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain($"build: {verb}: ").And.Contain($"  do:  build.sh {verb}"));
    }

    private static void AssertListsVerbs(string text)
    {
        foreach (Verb verb in Verb.All)
        {
            Assert.That(text, Does.Match($@"(?m)^  {verb.Name}\b"));
        }

        Assert.That(text, Does.Match(@"(?m)^apps: .*\bHello\b"));
    }
}
