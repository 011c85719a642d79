// What a terminal driver does to typed bytes before a program reads them, as far as a console without echo needs it
// (POSIX General Terminal Interface, 11.1.9): Enter is a newline, Ctrl-D is the end of the input. Unlike a terminal's, the
// end is for good, wherever it stands in a line: what is piped to a guest ends like a pipe, with a Ctrl-D typed behind it.

namespace LibOS.SystemNative;

/// <summary>Translates console input. One reader at a time.</summary>
internal struct LineDiscipline
{
    /// <summary>Ctrl-D: what precedes it is read, what follows it is not.</summary>
    internal const byte EndOfInput = 4;

    private bool _afterReturn;

    /// <summary>Translates until the input is used up, the output is full or the end was typed.</summary>
    /// <param name="input">Bytes as they came.</param>
    /// <param name="output">Receives the bytes to read.</param>
    /// <param name="isKeys">Is each byte a key, without a meaning here (ICANON and ICRNL off).</param>
    /// <param name="consumed">Bytes of the input that are done with, an end included.</param>
    /// <param name="isEnd">Was the end typed, behind the bytes produced.</param>
    /// <returns>Bytes produced.</returns>
    internal int Translate(ReadOnlySpan<byte> input, Span<byte> output, bool isKeys, out int consumed, out bool isEnd)
    {
        int produced = 0;
        consumed = 0;
        isEnd = false;
        while (consumed < input.Length && produced < output.Length)
        {
            byte value = input[consumed++];
            if (isKeys)
            {
                _afterReturn = false;
                output[produced++] = value;
                continue;
            }

            bool isSecondOfPair = _afterReturn && value == (byte)'\n';
            _afterReturn = value == (byte)'\r';
            if (value == EndOfInput)
            {
                isEnd = true;
                break;
            }

            if (!isSecondOfPair)
            {
                output[produced++] = value == (byte)'\r' ? (byte)'\n' : value;
            }
        }

        return produced;
    }
}
