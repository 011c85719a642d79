// System.CommandLine: a root command with options, arguments and a subcommand, its help and its errors.

using System.CommandLine;

namespace Packages.Text;

internal static class CommandLineExample
{
    public static async Task RunAsync(TextWriter output)
    {
        var file = new Option<string>("--file", "-f") { Description = "The file to read and display", Required = true };
        var delay = new Option<int>("--delay") { Description = "Delay between lines", DefaultValueFactory = _ => 42 };
        var words = new Argument<string[]>("words") { Arity = ArgumentArity.ZeroOrMore };
        var read = new Command("read", "Read and display the file.") { file, delay, words };
        read.SetAction(async (parsed, ct) =>
        {
            await Task.Yield();
            output.WriteLine($"file {parsed.GetValue(file)}, delay {parsed.GetValue(delay)}, words {string.Join('+', parsed.GetValue(words)!)}");
            return 3;
        });
        var root = new RootCommand("Sample app for System.CommandLine") { read };
        foreach (string line in (string[])["read -f a.txt --delay 7 x y", "read", "read -f a --delay soon", "read --help", "wrong"])
        {
            var text = new StringWriter();
            var configuration = new InvocationConfiguration { Output = text, Error = text };
            int exitCode = await root.Parse(line).InvokeAsync(configuration);
            // The program's name is that of its file, and a guest comes from none.
            output.WriteLine(text.ToString().Replace(RootCommand.ExecutableName, "PROGRAM", StringComparison.Ordinal));
            output.WriteLine($"{line}: {exitCode}");
        }
    }
}
