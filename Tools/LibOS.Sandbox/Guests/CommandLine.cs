// Writes a program's environment and arguments as a kernel command line. The guest's parser is
// Runtime.Bare/Boot/CommandLine.cs; the grammar:
//   tokens are separated by blanks; single or double quotes group; inside double quotes \" \\ \n \t \xHH;
//   before a lone -- a token NAME=value is environment; after it every token is an argument, verbatim.

using System.Globalization;
using System.Text;

namespace LibOS.Sandbox;

/// <summary>The kernel command line of a guest.</summary>
public static class CommandLine
{
    /// <summary>Longest command line, in bytes: more does not fit the page that the domain builder gives it.</summary>
    public const int MaxLength = 4096 - 1;

    /// <summary>Writes environment and arguments as one line of printable ASCII without single quotes.</summary>
    /// <exception cref="SandboxException">A name cannot be an environment variable, a text holds a NUL, or the line is too long.</exception>
    public static string Format(IEnumerable<KeyValuePair<string, string>> environment, IReadOnlyCollection<string> arguments)
    {
        var line = new StringBuilder();
        foreach ((string name, string value) in environment)
        {
            // The guest takes a token whose name begins with a digit for an argument.
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => c == '_' || char.IsAsciiLetterOrDigit(c)))
            {
                throw new SandboxException($"'{name}' cannot be the name of an environment variable", "letters, digits and _ are allowed, and a digit not in front", "rename it");
            }

            AppendToken(line, name + "=" + value);
        }

        if (arguments.Count > 0)
        {
            AppendToken(line, "--");
            foreach (string argument in arguments)
            {
                AppendToken(line, argument);
            }
        }

        return line.Length <= MaxLength
            ? line.ToString()
            : throw new SandboxException($"the command line is too long: {line.Length} bytes, {MaxLength} fit", "Xen hands it to the guest in one page", "pass less, or put it into a file");
    }

    private static void AppendToken(StringBuilder line, string token)
    {
        if (token.Contains('\0', StringComparison.Ordinal))
        {
            throw new SandboxException("an argument or a variable holds a NUL character", "it would end there for the program", "leave it out");
        }

        if (line.Length > 0)
        {
            line.Append(' ');
        }

        if (token.Length > 0 && token.All(IsPlain))
        {
            line.Append(token);
            return;
        }

        line.Append('"');
        foreach (byte b in Encoding.UTF8.GetBytes(token))
        {
            line.Append(b switch
            {
                (byte)'\\' => @"\\",
                (byte)'\n' => @"\n",
                (byte)'\t' => @"\t",
                < 0x20 or > 0x7E or (byte)'"' or (byte)'\'' => @"\x" + b.ToString("x2", CultureInfo.InvariantCulture),
                _ => ((char)b).ToString(),
            });
        }

        line.Append('"');
    }

    private static bool IsPlain(char c) => c is > ' ' and < '\x7F' and not ('"' or '\'' or '\\');
}
