// The C names of formatted output and input. The variadic functions themselves (snprintf, fprintf, asprintf, sscanf) are
// assembly thunks, because C# cannot receive "...": they build a va_list and call the bare_v* names below.
// Read System V AMD64 ABI 3.5.7 and VaList.cs for the shape of the argument.

using System;
using System.Runtime;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Libc.Format;

/// <summary>Exports of stdio.h over memory. Any thread context; none blocks.</summary>
internal static unsafe class StdioFormat
{
    /// <summary>vsnprintf; also what the thunk of snprintf calls.</summary>
    /// <returns>Bytes of the whole text without the NUL; -1 with EINVAL for a refused directive, EOVERFLOW beyond int.</returns>
    [RuntimeExport("bare_vsnprintf")]
    internal static int FormatBounded(byte* buffer, nuint size, byte* format, VaList* arguments)
    {
        // A caller may pass SIZE_MAX for "large enough"; a span covers int.MaxValue bytes, and so does the result.
        var writer = new FormatWriter(new Span<byte>(buffer, (int)Math.Min(size, (nuint)int.MaxValue)));
        bool isWhole = Printf.Format(ref writer, format, arguments);
        writer.Terminate();
        if (!isWhole)
        {
            Errno.Value = Errno.EINVAL;
            return -1;
        }

        if (writer.Total > int.MaxValue)
        {
            Errno.Value = Errno.EOVERFLOW;
            return -1;
        }

        return (int)writer.Total;
    }

    /// <summary>vsnprintf under its own name: an array parameter is a pointer in C, so the shapes agree.</summary>
    [RuntimeExport("vsnprintf")]
    internal static int Vsnprintf(byte* buffer, nuint size, byte* format, VaList* arguments) =>
        FormatBounded(buffer, size, format, arguments);

    /// <summary>What the thunk of asprintf calls: the text in a fresh block that the caller frees with free.</summary>
    /// <returns>Bytes without the NUL; -1 with ENOMEM, EINVAL or EOVERFLOW, and <paramref name="result"/> null.</returns>
    [RuntimeExport("bare_vasprintf")]
    internal static int FormatAllocated(byte** result, byte* format, VaList* arguments)
    {
        *result = null;

        // Twice over the same arguments: once to measure, once to write.
        VaList measured = *arguments;
        int length = FormatBounded(null, 0, format, &measured);
        if (length < 0)
        {
            return -1;
        }

        nuint size = (nuint)length + 1;
        byte* block = (byte*)KernelHeap.Allocate(size);
        if (block == null)
        {
            Errno.Value = Errno.ENOMEM;
            return -1;
        }

        *result = block;
        return FormatBounded(block, size, format, arguments);
    }

    /// <summary>What the thunk of sscanf (and __isoc99_sscanf) calls.</summary>
    /// <returns>Number of values stored; -1 (EOF) when the text ends before the first.</returns>
    [RuntimeExport("bare_vsscanf")]
    internal static int ScanText(byte* text, byte* format, VaList* arguments) => Scanf.Scan(text, format, arguments);
}
