// The kernel command line, cut into the program's arguments and its environment, much as Linux does for init.
// Linux: Documentation/admin-guide/kernel-parameters.rst ("dash dash") and lib/cmdline.c (quotes).
//
//   line      = { blank } [ token { blank { blank } token } ] { blank }
//   blank     = " " | tab | newline | carriage return
//   token     = piece { piece }                      pieces that touch form one token: a"b c"d is the token ab cd
//   piece     = plain | "'" { any byte but "'" } "'" | '"' { quoted } '"'
//   plain     = any byte but a blank, "'" and '"'    a backslash here is an ordinary byte
//   quoted    = any byte but '"' and "\" | "\" escape
//   escape    = '"' | "\" | "n" | "t" | "x" hex hex  \x00 is refused: a C string cannot hold it
//
// The first token written exactly as -- (without quotes) ends the environment part and is dropped.
// Before it: a token NAME=value, NAME = (letter | "_") { letter | digit | "_" }, is an environment variable (quotes may
// stand anywhere in it; of two with the same name the later counts). Every other token is an argument.
// After it: every token is an argument, NAME=value and a further -- included. Quotes and escapes work as before it.
// An empty pair of quotes is an empty argument. The inverse, for a list of any arguments: -- and then each one in double
// quotes, with " \ and every byte outside printable ASCII as \xHH.

using System;

namespace Runtime.Bare.Boot;

/// <summary>What is wrong with a command line.</summary>
public enum CommandLineError
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Longer than <see cref="CommandLine.MaxTextBytes"/>.</summary>
    TextTooLong,

    /// <summary>More than <see cref="CommandLine.MaxArguments"/>, the program's name included.</summary>
    TooManyArguments,

    /// <summary>More than <see cref="CommandLine.MaxVariables"/>.</summary>
    TooManyVariables,

    /// <summary>A quote that is opened and not closed.</summary>
    UnterminatedQuote,

    /// <summary>A backslash in double quotes before something that is no escape.</summary>
    BadEscape,
}

/// <summary>Parses a kernel command line into argv and an environment.</summary>
public unsafe struct CommandLine
{
    /// <summary>Longest accepted line, bytes without the NUL.</summary>
    public const int MaxTextBytes = 4096;

    /// <summary>Most arguments, the program's name included.</summary>
    public const int MaxArguments = 256;

    /// <summary>Most environment variables on the line; the environment has room for a few more (<see cref="EnvironmentTable"/>).</summary>
    public const int MaxVariables = 256;

    private const int ArgumentPointerBytes = (MaxArguments + 1) * 8;

    /// <summary>Bytes of the buffer that <see cref="Parse"/> fills; it must be 8-byte aligned and live as long as the program.</summary>
    /// <remarks>Each token is as long as in the line or shorter and takes one NUL; all tokens but the last are followed by
    /// a blank in the line: so the text needs one byte more than the line. It gets eight, which keeps the size aligned.</remarks>
    public const int BufferBytes = ArgumentPointerBytes + EnvironmentTable.BufferBytes + MaxTextBytes + 8;

    private byte** _arguments;
    private byte* _text;

    /// <summary>Number of arguments, the program's name included.</summary>
    public int ArgumentCount { readonly get; private set; }

    /// <summary>argv: <see cref="ArgumentCount"/> pointers to NUL-terminated strings, and a null pointer.</summary>
    public readonly byte** Arguments => _arguments;

    /// <summary>Parses <paramref name="line"/>. Boot context; does not allocate.</summary>
    /// <param name="line">NUL-terminated, or null for an empty line; at most <see cref="MaxTextBytes"/> + 1 bytes are read.</param>
    /// <param name="programName">NUL-terminated argv[0]; referenced, not copied.</param>
    /// <param name="buffer"><see cref="BufferBytes"/> bytes, aligned to 8; holds the results.</param>
    /// <param name="result">The arguments.</param>
    /// <param name="environment">The variables; more can be added.</param>
    public static CommandLineError Parse(
        byte* line,
        byte* programName,
        byte* buffer,
        out CommandLine result,
        out EnvironmentTable environment)
    {
        result = default;
        result._arguments = (byte**)buffer;
        environment = new EnvironmentTable(buffer + ArgumentPointerBytes);
        result._text = buffer + ArgumentPointerBytes + EnvironmentTable.BufferBytes;
        _ = result.TryAddArgument(programName);
        if (line == null)
        {
            return CommandLineError.None;
        }

        int length = 0;
        while (line[length] != 0)
        {
            length++;
            if (length > MaxTextBytes)
            {
                return CommandLineError.TextTooLong;
            }
        }

        return result.ParseTokens(line, ref environment);
    }

    /// <summary>A sentence for the panic that names the limit or the mistake.</summary>
    public static ReadOnlySpan<byte> Describe(CommandLineError error) => error switch
    {
        CommandLineError.None => "the command line is well-formed"u8,
        CommandLineError.TextTooLong => "the command line is longer than 4096 bytes"u8,
        CommandLineError.TooManyArguments => "the command line has more than 255 arguments"u8,
        CommandLineError.TooManyVariables => "the command line has more than 256 environment variables"u8,
        CommandLineError.UnterminatedQuote => "the command line has a quote that is not closed"u8,
        CommandLineError.BadEscape =>
            "the command line has a backslash in double quotes that is none of \\\" \\\\ \\n \\t \\xHH (and not \\x00)"u8,
        _ => "the command line is malformed"u8,
    };

    private CommandLineError ParseTokens(byte* line, ref EnvironmentTable environment)
    {
        bool isVerbatim = false;
        int variables = 0;
        while (true)
        {
            while (IsBlank(*line))
            {
                line++;
            }

            if (*line == 0)
            {
                return CommandLineError.None;
            }

            byte* raw = line;
            byte* token = _text;
            CommandLineError error = CopyToken(ref line);
            if (error != CommandLineError.None)
            {
                return error;
            }

            // Two bytes of the line and not of the token: quotes would have made the raw form longer.
            if (!isVerbatim && line - raw == 2 && raw[0] == (byte)'-' && raw[1] == (byte)'-')
            {
                isVerbatim = true;
                _text = token;
            }
            else if (!isVerbatim && EnvironmentTable.IsAssignment(token))
            {
                variables++;
                if (variables > MaxVariables)
                {
                    return CommandLineError.TooManyVariables;
                }

                _ = environment.TryPut(token);
            }
            else if (!TryAddArgument(token))
            {
                return CommandLineError.TooManyArguments;
            }
        }
    }

    private bool TryAddArgument(byte* argument)
    {
        if (ArgumentCount == MaxArguments)
        {
            return false;
        }

        _arguments[ArgumentCount] = argument;
        ArgumentCount++;
        _arguments[ArgumentCount] = null;
        return true;
    }

    /// <summary>Copies one token without its quotes, NUL-terminated, and moves <paramref name="line"/> behind it.</summary>
    private CommandLineError CopyToken(ref byte* line)
    {
        while (*line != 0 && !IsBlank(*line))
        {
            byte quote = *line;
            if (quote is not (byte)'"' and not (byte)'\'')
            {
                *_text++ = quote;
                line++;
                continue;
            }

            line++;
            while (*line != quote)
            {
                if (*line == 0)
                {
                    return CommandLineError.UnterminatedQuote;
                }

                if (quote == (byte)'"' && *line == (byte)'\\')
                {
                    if (!TryCopyEscape(ref line))
                    {
                        return CommandLineError.BadEscape;
                    }

                    continue;
                }

                *_text++ = *line++;
            }

            line++;
        }

        *_text++ = 0;
        return CommandLineError.None;
    }

    private bool TryCopyEscape(ref byte* line)
    {
        byte kind = line[1];
        byte value = kind switch
        {
            (byte)'"' or (byte)'\\' => kind,
            (byte)'n' => (byte)'\n',
            (byte)'t' => (byte)'\t',
            (byte)'x' when HexDigit(line[2]) is var high && high >= 0 && HexDigit(line[3]) is var low && low >= 0 => (byte)((high << 4) | low),
            _ => 0,
        };
        if (value == 0)
        {
            return false;
        }

        *_text++ = value;
        line += kind == (byte)'x' ? 4 : 2;
        return true;
    }

    private static int HexDigit(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => character - 'A' + 10,
        _ => -1,
    };

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';
}
