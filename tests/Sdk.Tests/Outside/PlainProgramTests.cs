// What `dotnet new console` makes and nothing more, with the SDK named in the project's attribute.

using LibOS.Sandbox;

namespace Sdk.Tests.Outside;

/// <summary>The smallest project, in its Debug configuration.</summary>
[TestFixture]
[Order(2)]
public sealed class PlainProgramTests
{
    [Test]
    public async Task TheTemplateBootsAsItIs()
    {
        OutsideProject program = await OutsideProject.CreateAsync("Plain");
        await program.ReplaceAsync(OutsideProject.Element, "");
        await program.ReplaceAsync("Sdk=\"Microsoft.NET.Sdk\"", $"Sdk=\"Microsoft.NET.Sdk;LibOS.Sdk/{Feed.Version}\"");
        CommandResult result = await program.RunAsync();
        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Error);
        Assert.That(result.Output, Does.Contain("Hello, World!"));
        Assert.That(program.Built("Debug", "native", ".cfg"), Does.Exist);
    }
}
