// The names that gcc calls with -D_FORTIFY_SOURCE in place of the plain ones: with the size of the destination, as far as the
// compiler knew it (Linux Standard Base 5.0, 10.2.1 and 11.7.5 "__*_chk"). Too little room ends the guest.

using System.Runtime;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc.Format;
using Runtime.Bare.Libc.Text;

namespace Runtime.Bare.Libc;

/// <summary>Checked copies and formatted output. Any context.</summary>
internal static unsafe class Fortify
{
    private const uint FD_SETSIZE = 1024; // sys/select.h

    [RuntimeExport("__memcpy_chk")]
    private static byte* Memcpy(byte* destination, byte* source, nuint length, nuint room) => Memmove(destination, source, length, room);

    [RuntimeExport("__memmove_chk")]
    private static byte* Memmove(byte* destination, byte* source, nuint length, nuint room)
    {
        Check(length, room);
        MemoryBlock.Move(destination, source, length);
        return destination;
    }

    [RuntimeExport("__memset_chk")]
    private static byte* Memset(byte* destination, int value, nuint length, nuint room)
    {
        Check(length, room);
        MemoryBlock.Set(destination, (byte)value, length);
        return destination;
    }

    [RuntimeExport("__strcpy_chk")]
    private static byte* Strcpy(byte* destination, byte* source, nuint room)
    {
        Check(TextScan.Length(source) + 1, room);
        return TextCopy.Copy(destination, source);
    }

    [RuntimeExport("__strcat_chk")]
    private static byte* Strcat(byte* destination, byte* source, nuint room)
    {
        Check(TextScan.Length(destination) + TextScan.Length(source) + 1, room);
        return TextCopy.Append(destination, source);
    }

    /// <summary>What the thunk of __snprintf_chk(buffer, size, flag, room, format, ...) calls.</summary>
    [RuntimeExport("bare_vsnprintf_chk")]
    private static int FormatBounded(byte* buffer, nuint size, int flag, nuint room, byte* format, VaList* arguments)
    {
        _ = flag;
        Check(size, room);
        return StdioFormat.FormatBounded(buffer, size, format, arguments);
    }

    /// <summary>What the thunk of __sprintf_chk(buffer, flag, room, format, ...) calls.</summary>
    [RuntimeExport("bare_vsprintf_chk")]
    private static int Format(byte* buffer, int flag, nuint room, byte* format, VaList* arguments)
    {
        _ = flag;
        int length = StdioFormat.FormatBounded(buffer, room, format, arguments);
        Check((nuint)(length + 1), room);
        return length;
    }

    /// <summary>__fdelt_chk: the word of an fd_set that has a descriptor's bit.</summary>
    [RuntimeExport("__fdelt_chk")]
    private static long WordOfDescriptor(long descriptor)
    {
        Check((nuint)descriptor, FD_SETSIZE - 1);
        return descriptor / (8 * sizeof(long));
    }

    private static void Check(nuint length, nuint room)
    {
        if (length > room)
        {
            Panic.Fail("buffer overflow detected by a checked copy of C code"u8, (ulong)length);
        }
    }
}
