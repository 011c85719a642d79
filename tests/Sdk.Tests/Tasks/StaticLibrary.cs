using LibOS.Sandbox;

namespace Sdk.Tests.Tasks;

/// <summary>Objects and libraries that the assembler and ar make of a few names.</summary>
internal static class StaticLibrary
{
    /// <summary>An object that defines the names, and calls others.</summary>
    /// <param name="path">Of the object.</param>
    /// <param name="defined">Separated by ", ".</param>
    /// <param name="called">Other names that it wants.</param>
    public static async Task ObjectAsync(string path, string defined, params string[] called)
    {
        string source = $".globl {defined}\n{string.Concat(defined.Split(", ").Select(symbol => symbol + ": "))}ret\n{string.Concat(called.Select(name => $"call {name}\n"))}";
        CommandResult assembled = await ExternalCommand.TryRunAsync("as", ["--64", "-o", path, "-"], CancellationToken.None, input: source);
        Assert.That(assembled.ExitCode, Is.Zero, assembled.Error);
    }

    /// <summary>A library of one member that defines the names.</summary>
    /// <returns>Its path.</returns>
    public static async Task<string> CreateAsync(string folder, string name, string defined)
    {
        string member = Path.Combine(folder, name + ".o");
        string library = Path.Combine(folder, name + ".a");
        await ObjectAsync(member, defined);
        await ExternalCommand.RunAsync("ar", ["rcs", library, member], CancellationToken.None);
        return library;
    }
}
