// snprintf with one argument: pal_string.h. The base class library formats dates and terminal strings so.

using System.Runtime;
using Runtime.Bare.Libc.Format;
using Runtime.Bare.Threading;

namespace Runtime.Bare.SystemNative;

/// <summary>Exports over <see cref="StdioFormat"/>. Any thread context.</summary>
internal static unsafe class PrintfExports
{
    [RuntimeExport("SystemNative_SNPrintF_1I")]
    private static int SNPrintFInteger(byte* text, int size, byte* format, int argument) =>
        Format(text, size, format, (ulong)(uint)argument);

    [RuntimeExport("SystemNative_SNPrintF_1S")]
    private static int SNPrintFString(byte* text, int size, byte* format, byte* argument) =>
        Format(text, size, format, (ulong)argument);

    private static int Format(byte* text, int size, byte* format, ulong argument)
    {
        if (size < 0)
        {
            Errno.Value = Errno.EINVAL;
            return -1;
        }

        // The va_list of a call whose first register argument is the only one that is read.
        byte* registers = stackalloc byte[(int)VaList.SaveAreaBytes];
        *(ulong*)registers = argument;
        VaList arguments = new(registers, null);
        return StdioFormat.FormatBounded(text, (nuint)size, format, &arguments);
    }
}
