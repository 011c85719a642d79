// The C names of string.h and strings.h. ISO C99 7.21; POSIX strings.h. The block functions (memcpy, memcmp, ...) are
// assembly: Libc/MemoryBlock.S.

using System.Runtime;

namespace Runtime.Bare.Libc.Text;

/// <summary>Exports over <see cref="TextScan"/>, <see cref="TextCompare"/> and <see cref="TextCopy"/>. Any context.</summary>
internal static unsafe class StringExports
{
    [RuntimeExport("strlen")]
    internal static nuint Strlen(byte* text) => TextScan.Length(text);

    [RuntimeExport("strnlen")]
    internal static nuint Strnlen(byte* text, nuint limit) => TextScan.Length(text, limit);

    [RuntimeExport("strcmp")]
    internal static int Strcmp(byte* left, byte* right) => TextCompare.Compare(left, right);

    [RuntimeExport("strncmp")]
    internal static int Strncmp(byte* left, byte* right, nuint limit) => TextCompare.Compare(left, right, limit);

    [RuntimeExport("strcasecmp")]
    internal static int Strcasecmp(byte* left, byte* right) => TextCompare.CompareIgnoringCase(left, right);

    [RuntimeExport("strncasecmp")]
    internal static int Strncasecmp(byte* left, byte* right, nuint limit) => TextCompare.CompareIgnoringCase(left, right, limit);

    [RuntimeExport("strcpy")]
    internal static byte* Strcpy(byte* destination, byte* source) => TextCopy.Copy(destination, source);

    [RuntimeExport("strncpy")]
    internal static byte* Strncpy(byte* destination, byte* source, nuint length) => TextCopy.CopyBounded(destination, source, length);

    [RuntimeExport("strcat")]
    internal static byte* Strcat(byte* destination, byte* source) => TextCopy.Append(destination, source);

    [RuntimeExport("strncat")]
    internal static byte* Strncat(byte* destination, byte* source, nuint limit) => TextCopy.AppendBounded(destination, source, limit);

    [RuntimeExport("strchr")]
    internal static byte* Strchr(byte* text, int value) => TextScan.FindFirst(text, (byte)value);

    [RuntimeExport("strrchr")]
    internal static byte* Strrchr(byte* text, int value) => TextScan.FindLast(text, (byte)value);

    [RuntimeExport("strstr")]
    internal static byte* Strstr(byte* text, byte* part) => TextScan.FindText(text, part);

    [RuntimeExport("memchr")]
    internal static byte* Memchr(byte* memory, int value, nuint length) => TextScan.FindByte(memory, (byte)value, length);

    [RuntimeExport("strtok_r")]
    internal static byte* StrtokR(byte* text, byte* separators, byte** state) => TextScan.NextToken(text, separators, state);
}
