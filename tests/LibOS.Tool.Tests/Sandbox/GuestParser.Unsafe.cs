// The guest's own parser of command lines, from the sources of Runtime.Bare.

using System.Runtime.InteropServices;
using System.Text;
using Runtime.Bare.Boot;

namespace LibOS.Tool.Tests.Sandbox;

/// <summary>What a guest makes of a command line.</summary>
/// <param name="Error">None, or the guest's complaint.</param>
/// <param name="Arguments">Without the program's name.</param>
/// <param name="Variables">NAME=value, in the order of the line.</param>
internal sealed record ParsedLine(CommandLineError Error, IReadOnlyList<string> Arguments, IReadOnlyList<string> Variables)
{
    /// <summary>Parses a line as the guest does.</summary>
    public static unsafe ParsedLine Of(string line)
    {
        byte* buffer = (byte*)NativeMemory.Alloc(CommandLine.BufferBytes);
        try
        {
            // SAFETY: both texts end with a NUL and stay pinned, and the buffer has the size and alignment that Parse wants.
            fixed (byte* text = Encoding.UTF8.GetBytes(line + "\0"), name = "app\0"u8)
            {
                CommandLineError error = CommandLine.Parse(text, name, buffer, out CommandLine result, out EnvironmentTable environment);
                return error == CommandLineError.None
                    ? new ParsedLine(error, Strings(result.Arguments, result.ArgumentCount)[1..], Strings(environment.Pointers, environment.Count))
                    : new ParsedLine(error, [], []);
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    private static unsafe string[] Strings(byte** pointers, int count)
    {
        string[] strings = new string[count];
        for (int i = 0; i < count; i++)
        {
            // SAFETY: Parse made "count" pointers to NUL-terminated strings, and the buffer still lives.
            strings[i] = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(pointers[i]));
        }

        return strings;
    }
}
