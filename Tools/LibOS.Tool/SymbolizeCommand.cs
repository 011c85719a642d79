// libos symbolize: adds function, file and line to the addresses of a crash report.

using System.CommandLine;
using System.Text.RegularExpressions;
using LibOS.Sandbox;

namespace LibOS.Tool;

/// <summary>The command "libos symbolize".</summary>
internal static partial class SymbolizeCommand
{
    /// <summary>Describes the command line.</summary>
    public static Command Create()
    {
        var debug = new Option<FileInfo>("--debug") { Description = "the kernel's debug file (published beside it, .dbg), or an unstripped kernel", Required = true };
        var command = new Command("symbolize", "Reads a crash report from standard input and adds function, file and line to its addresses.") { debug };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(debug)!, Console.In, Console.Out, ct));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo debug, TextReader input, TextWriter output, CancellationToken ct)
    {
        if (!debug.Exists)
        {
            throw new SandboxException($"there is no {debug}", null, "dotnet publish -r xen-x64 writes it beside the kernel");
        }

        string text = await input.ReadToEndAsync(ct);
        string[] addresses = [.. Address().Matches(text).Select(match => match.Value).Distinct()];
        Dictionary<string, string> names = addresses.Length == 0 ? [] : await ResolveAsync(debug.FullName, addresses, ct);
        await output.WriteAsync(Annotate(text, names));
        return 0;
    }

    /// <summary>Appends to each line the places of its addresses that are known.</summary>
    internal static string Annotate(string text, IReadOnlyDictionary<string, string> names)
    {
        var lines = text.Split('\n').Select(line =>
        {
            string places = string.Concat(Address().Matches(line)
                .Where(match => names.ContainsKey(match.Value))
                .Select(match => "\n        " + match.Value + ": " + names[match.Value]));
            return line + places;
        });
        return string.Join('\n', lines);
    }

    /// <summary>Reads addr2line's output: after each address, pairs of lines (function, file:line), inlined callees first.</summary>
    internal static Dictionary<string, string> Parse(string output)
    {
        var names = new Dictionary<string, string>();
        string? address = null;
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("0x", StringComparison.Ordinal))
            {
                address = "0x" + lines[i][2..].TrimStart('0');
                continue;
            }

            if (address is not null && i + 1 < lines.Length && lines[i] != "??")
            {
                string place = lines[i + 1].StartsWith("??", StringComparison.Ordinal) ? lines[i] : $"{lines[i]} at {lines[i + 1]}";
                names[address] = names.TryGetValue(address, out string? inner) ? $"{inner}, inlined in {place}" : place;
            }

            i++;
        }

        return names;
    }

    private static async Task<Dictionary<string, string>> ResolveAsync(string debug, string[] addresses, CancellationToken ct)
    {
        // Canonical spelling both ways: the report may have leading zeroes.
        CommandResult result = await ExternalCommand.TryRunAsync("addr2line", ["-e", debug, "-f", "-i", "-C", "-a"], ct, input: string.Join('\n', addresses) + "\n");
        if (result.ExitCode != 0)
        {
            throw new SandboxException($"addr2line cannot read {debug}", result.Error.Trim(), "give it the .dbg file that publish wrote");
        }

        Dictionary<string, string> places = Parse(result.Output);
        return addresses.Where(a => places.ContainsKey("0x" + a[2..].TrimStart('0').ToLowerInvariant()))
            .ToDictionary(a => a, a => places["0x" + a[2..].TrimStart('0').ToLowerInvariant()]);
    }

    [GeneratedRegex("0x[0-9a-fA-F]{5,16}\\b")]
    private static partial Regex Address();
}
