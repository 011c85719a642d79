// stdio.h: FILE objects. Native libraries read certificates and settings through them, and print. The three standard streams are
// the console's (DataSymbols.S); any other is a file of the tree that LibOS has, which hands over its calls once the runtime is
// up. /proc and /sys are not asked for there: only the stock runtime reads them, with managed code suspended, where nothing
// managed may be called; it has an answer to their absence.

using System.Runtime;
using System.Runtime.InteropServices;
using Runtime.Bare.Libc.Format;
using Runtime.Bare.Libc.Text;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Libc;

/// <summary>What LibOS does for a stream: the calls of System.Native, by their shapes; a negative result comes with errno.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FileCalls
{
    internal delegate*<byte*, int, int, nint> Open;
    internal delegate*<nint, byte*, int, int> Read;
    internal delegate*<nint, byte*, int, int> Write;
    internal delegate*<nint, long, int, long> Seek;
    internal delegate*<nint, int> Close;
}

/// <summary>A FILE that was opened: read through a buffer, written without. Not locked: one thread at a time.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Stream
{
    internal const int BufferBytes = 4096;

    internal nint Descriptor;
    internal int Position;
    internal int Limit;
    internal int IsAtEnd;
    internal int HasFailed;
    internal int Appends;
    internal fixed byte Buffer[BufferBytes];

    /// <summary>The next byte, or -1 at the end or after an error.</summary>
    internal int ReadByte() => Position < Limit || Fill() ? Buffer[Position++] : -1;

    /// <summary>Forgets what was read ahead.</summary>
    /// <returns>How many bytes that were.</returns>
    internal int Drop()
    {
        int ahead = Limit - Position;
        Position = Limit = 0;
        return ahead;
    }

    private bool Fill()
    {
        fixed (byte* buffer = Buffer)
        {
            int count = Streams.Files.Read(Descriptor, buffer, BufferBytes);
            Position = 0;
            Limit = Math.Max(count, 0);
            IsAtEnd |= count == 0 ? 1 : 0;
            HasFailed |= count < 0 ? 1 : 0;
            return count > 0;
        }
    }
}

/// <summary>The functions that take or give a FILE.</summary>
internal static unsafe class Streams
{
    private const int EOF = -1;
    private const int SEEK_SET = 0;
    private const int SEEK_CUR = 1;
    private const int SEEK_END = 2;
    private const int AllMayReadAndWrite = 0x1B6; // rw-rw-rw-, as fopen(3) says

    // pal_io.h, which is what LibOS takes.
    private const int PAL_O_RDONLY = 0;
    private const int PAL_O_WRONLY = 1;
    private const int PAL_O_RDWR = 2;
    private const int PAL_O_CREAT = 0x20;
    private const int PAL_O_TRUNC = 0x80;

    private static FileCalls s_files;

    internal static FileCalls Files => s_files;

    /// <summary>LibOS is ready to serve files. Once, on the main thread, before Main.</summary>
    [RuntimeExport("bare_file_calls")]
    internal static void Provide(FileCalls* calls) => s_files = *calls;

    /// <summary>fopen(3): r, w, a, each with + or without.</summary>
    [RuntimeExport("fopen64")]
    internal static Stream* Open(byte* path, byte* mode)
    {
        int flags = Flags(mode);
        if (s_files.Open == null || IsOfTheKernel(path))
        {
            flags = -Errno.ENOENT;
        }

        if (flags < 0)
        {
            Errno.Value = -flags;
            return null;
        }

        nint descriptor = s_files.Open(path, flags, AllMayReadAndWrite);
        if (descriptor < 0)
        {
            return null;
        }

        Stream* stream = (Stream*)KernelHeap.Allocate((nuint)sizeof(Stream));
        if (stream == null)
        {
            _ = s_files.Close(descriptor);
            Errno.Value = Errno.ENOMEM;
            return null;
        }

        MemoryBlock.Set(stream, 0, (nuint)sizeof(Stream));
        stream->Descriptor = descriptor;
        stream->Appends = mode[0] == (byte)'a' ? 1 : 0;
        return stream;
    }

    [RuntimeExport("fopen")]
    private static Stream* OpenPlain(byte* path, byte* mode) => Open(path, mode);

    [RuntimeExport("fclose")]
    internal static int Close(Stream* stream)
    {
        if (IsConsole(stream))
        {
            return 0;
        }

        int result = s_files.Close(stream->Descriptor);
        KernelHeap.Free((byte*)stream);
        return result < 0 ? EOF : 0;
    }

    [RuntimeExport("fgetc")]
    internal static int ReadByte(Stream* stream) => IsConsole(stream) ? EOF : stream->ReadByte();

    [RuntimeExport("fread")]
    internal static nuint Read(byte* buffer, nuint size, nuint count, Stream* stream)
    {
        nuint wanted = size * count;
        nuint done = 0;
        while (done < wanted && ReadByte(stream) is >= 0 and int value)
        {
            buffer[done++] = (byte)value;
        }

        return size == 0 ? 0 : done / size;
    }

    /// <summary>fgets(3): one line with its end, as far as there is room; null when there is nothing.</summary>
    [RuntimeExport("fgets")]
    internal static byte* ReadLine(byte* buffer, int size, Stream* stream)
    {
        int length = 0;
        while (length + 1 < size && ReadByte(stream) is >= 0 and int value)
        {
            buffer[length++] = (byte)value;
            if (value == '\n')
            {
                break;
            }
        }

        if (length == 0)
        {
            return null;
        }

        buffer[length] = 0;
        return buffer;
    }

    [RuntimeExport("feof")]
    internal static int IsAtEnd(Stream* stream) => IsConsole(stream) ? 0 : stream->IsAtEnd;

    [RuntimeExport("ferror")]
    internal static int HasFailed(Stream* stream) => IsConsole(stream) ? 0 : stream->HasFailed;

    /// <summary>fileno(3). What it gives is a descriptor of LibOS, and none of open and read at this layer: it is not given away.</summary>
    [RuntimeExport("fileno")]
    private static int DescriptorOf(Stream* stream)
    {
        Errno.Value = Errno.EBADF;
        return -1;
    }

    /// <summary>fseek(3).</summary>
    [RuntimeExport("fseek")]
    internal static int Seek(Stream* stream, long offset, int origin)
    {
        if (IsConsole(stream))
        {
            Errno.Value = Errno.ESPIPE;
            return -1;
        }

        int ahead = stream->Drop();
        stream->IsAtEnd = 0;
        return s_files.Seek(stream->Descriptor, origin == SEEK_CUR ? offset - ahead : offset, origin) < 0 ? -1 : 0;
    }

    [RuntimeExport("ftell")]
    internal static long Tell(Stream* stream)
    {
        if (IsConsole(stream))
        {
            Errno.Value = Errno.ESPIPE;
            return -1;
        }

        long position = s_files.Seek(stream->Descriptor, 0, SEEK_CUR);
        return position < 0 ? -1 : position - (stream->Limit - stream->Position);
    }

    [RuntimeExport("rewind")]
    private static void Rewind(Stream* stream)
    {
        _ = Seek(stream, 0, SEEK_SET);
        if (!IsConsole(stream))
        {
            stream->HasFailed = 0;
        }
    }

    /// <summary>fwrite(3).</summary>
    [RuntimeExport("fwrite")]
    internal static nuint Write(byte* data, nuint size, nuint count, Stream* stream)
    {
        nint length = (nint)(size * count);
        return size == 0 ? 0 : (nuint)WriteBytes(data, length, stream) / size;
    }

    [RuntimeExport("fputs")]
    private static int WriteText(byte* text, Stream* stream)
    {
        nint length = (nint)TextScan.Length(text);
        return WriteBytes(text, length, stream) == length ? (int)length : EOF;
    }

    [RuntimeExport("fputc")]
    private static int WriteByte(int value, Stream* stream)
    {
        byte single = (byte)value;
        return WriteBytes(&single, 1, stream) == 1 ? single : EOF;
    }

    // Nothing waits to be written.
    [RuntimeExport("fflush")]
    private static int Flush(Stream* stream) => 0;

    [RuntimeExport("bare_vfprintf")]
    private static int Format(Stream* stream, byte* format, VaList* arguments)
    {
        const int Limit = 512;
        byte* text = stackalloc byte[Limit];
        FormatWriter writer = new(new Span<byte>(text, Limit));
        Printf.Format(ref writer, format, arguments);
        return (int)WriteBytes(text, Math.Min(writer.StoredBytes, Limit), stream);
    }

    /// <summary>What the thunk of __fprintf_chk(stream, flag, format, ...) calls.</summary>
    [RuntimeExport("bare_vfprintf_chk")]
    private static int FormatChecked(Stream* stream, int flag, byte* format, VaList* arguments) => Format(stream, format, arguments);

    /// <summary>__vfprintf_chk: an array parameter is a pointer in C.</summary>
    [RuntimeExport("__vfprintf_chk")]
    private static int FormatCheckedList(Stream* stream, int flag, byte* format, VaList* arguments) => Format(stream, format, arguments);

    /// <summary>How many bytes were written.</summary>
    private static nint WriteBytes(byte* data, nint length, Stream* stream)
    {
        if (IsConsole(stream))
        {
            return Xen.Console.Write(data, length);
        }

        long back = -stream->Drop();
        if ((back != 0 || stream->Appends != 0) && s_files.Seek(stream->Descriptor, stream->Appends != 0 ? 0 : back, stream->Appends != 0 ? SEEK_END : SEEK_CUR) < 0)
        {
            stream->HasFailed = 1;
            return 0;
        }

        nint done = 0;
        while (done < length)
        {
            int count = s_files.Write(stream->Descriptor, data + done, (int)Math.Min(length - done, int.MaxValue));
            if (count <= 0)
            {
                stream->HasFailed = 1;
                break;
            }

            done += count;
        }

        return done;
    }

    // The variables stdin, stdout and stderr point to themselves.
    private static bool IsConsole(Stream* stream) => *(Stream**)stream == stream;

    private static bool IsOfTheKernel(byte* path) => StartsWith(path, "/proc/"u8) || StartsWith(path, "/sys/"u8);

    private static bool StartsWith(byte* text, ReadOnlySpan<byte> start)
    {
        for (int i = 0; i < start.Length; i++)
        {
            if (text[i] != start[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The flags that a mode stands for, or a negative errno.</summary>
    private static int Flags(byte* mode)
    {
        bool isBoth = mode[1] == (byte)'+' || (mode[1] != 0 && mode[2] == (byte)'+');
        return mode[0] switch
        {
            (byte)'r' => isBoth ? PAL_O_RDWR : PAL_O_RDONLY,
            (byte)'w' => (isBoth ? PAL_O_RDWR : PAL_O_WRONLY) | PAL_O_CREAT | PAL_O_TRUNC,
            (byte)'a' => (isBoth ? PAL_O_RDWR : PAL_O_WRONLY) | PAL_O_CREAT,
            _ => -Errno.EINVAL,
        };
    }
}
