// The file and process names that the stock runtime links to. At this layer there is no file system and no second
// process, so each fails the way Linux fails when the thing is not there; the runtime has an answer to every one of them
// (control groups, NUMA, /proc). Files of programs are System.Native's matter, in LibOS.

using System.Runtime;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc.Format;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Libc;

/// <summary>Names that report what does not exist here.</summary>
internal static unsafe class FileNames
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int RandomDescriptor = 100;
    private const int ErrorTextSize = 24;

    private static ErrorText s_errorText;

    [RuntimeExport("statfs64")]
    private static int statfs64(byte* path, byte* buffer) => Fail(Errno.ENOENT);

    [RuntimeExport("fopen64")]
    private static byte* fopen64(byte* path, byte* mode)
    {
        _ = Fail(Errno.ENOENT);
        return null;
    }

    [RuntimeExport("fopen")]
    private static byte* fopen(byte* path, byte* mode) => fopen64(path, mode);

    [RuntimeExport("stat")]
    private static int stat(byte* path, byte* buffer) => Fail(Errno.ENOENT);

    [RuntimeExport("readlink")]
    private static nint readlink(byte* path, byte* buffer, nuint size) => Fail(Errno.ENOENT);

    [RuntimeExport("opendir")]
    private static byte* opendir(byte* path)
    {
        _ = Fail(Errno.ENOENT);
        return null;
    }

    // Nobody can hold a FILE* or a DIR*, so what takes one is never called.
    [RuntimeExport("fclose")]
    private static int fclose(byte* file) => NoSuchObject("fclose"u8);

    [RuntimeExport("fgetc")]
    private static int fgetc(byte* file) => NoSuchObject("fgetc"u8);

    [RuntimeExport("fread")]
    private static nuint fread(byte* buffer, nuint size, nuint count, byte* file) => (nuint)NoSuchObject("fread"u8);

    [RuntimeExport("fseek")]
    private static int fseek(byte* file, long offset, int origin) => NoSuchObject("fseek"u8);

    [RuntimeExport("ftell")]
    private static long ftell(byte* file) => NoSuchObject("ftell"u8);

    [RuntimeExport("rewind")]
    private static void rewind(byte* file) => NoSuchObject("rewind"u8);

    [RuntimeExport("__getdelim")]
    private static int getdelim(byte** line, nuint* size, int delimiter, byte* file) => NoSuchObject("getdelim"u8);

    [RuntimeExport("__isoc99_fscanf")]
    private static int fscanf(byte* file, byte* format) => NoSuchObject("fscanf"u8);

    [RuntimeExport("readdir64")]
    private static byte* readdir64(byte* directory)
    {
        _ = NoSuchObject("readdir64"u8);
        return null;
    }

    [RuntimeExport("readdir")]
    private static byte* readdir(byte* directory) => readdir64(directory);

    [RuntimeExport("closedir")]
    private static int closedir(byte* directory) => NoSuchObject("closedir"u8);

    /// <summary>open(2): the runtime's own random source, nothing else.</summary>
    [RuntimeExport("open64")]
    private static int open64(byte* path, int flags, int mode) =>
        Equals(path, "/dev/urandom"u8) && Entropy.IsAvailable ? RandomDescriptor : Fail(Errno.ENOENT);

    [RuntimeExport("open")]
    private static int open(byte* path, int flags, int mode) => open64(path, flags, mode);

    [RuntimeExport("read")]
    private static nint read(int file, byte* buffer, nint length)
    {
        if (file != RandomDescriptor)
        {
            return Fail(Errno.EBADF);
        }

        return Entropy.TryFill(buffer, (nuint)length) ? length : Fail(Errno.EAGAIN);
    }

    [RuntimeExport("close")]
    private static int close(int file) => file == RandomDescriptor ? 0 : Fail(Errno.EBADF);

    [RuntimeExport("write")]
    private static nint write(int file, byte* buffer, nint length) =>
        file is StandardOutput or StandardError ? Xen.Console.Write(buffer, length) : Fail(Errno.EBADF);

    [RuntimeExport("fork")]
    private static int fork() => Fail(Errno.ENOSYS);

    [RuntimeExport("execv")]
    private static int execv(byte* path, byte** arguments) => Fail(Errno.ENOSYS);

    [RuntimeExport("waitpid")]
    private static int waitpid(int process, int* status, int options) => Fail(Errno.ENOSYS);

    [RuntimeExport("pipe")]
    private static int pipe(int* files) => Fail(Errno.ENOSYS);

    [RuntimeExport("dup2")]
    private static int dup2(int file, int target) => Fail(Errno.ENOSYS);

    [RuntimeExport("prctl")]
    private static int prctl(int option, ulong argument) => Fail(Errno.EINVAL);

    // Every FILE* that exists is the console: stdout and stderr of messages that end in abort().
    [RuntimeExport("fputs")]
    private static int fputs(byte* text, byte* file)
    {
        nint length = 0;
        while (text[length] != 0)
        {
            length++;
        }

        return (int)Xen.Console.Write(text, length);
    }

    [RuntimeExport("fwrite")]
    private static nuint fwrite(byte* data, nuint size, nuint count, byte* file)
    {
        Xen.Console.Write(data, (nint)(size * count));
        return count;
    }

    [RuntimeExport("fflush")]
    private static int fflush(byte* file) => 0;

    [RuntimeExport("bare_vfprintf")]
    private static int vfprintf(byte* file, byte* format, VaList* arguments)
    {
        const int Limit = 512;
        byte* text = stackalloc byte[Limit];
        FormatWriter writer = new(new Span<byte>(text, Limit));
        Printf.Format(ref writer, format, arguments);
        int length = Math.Min(writer.StoredBytes, Limit);
        return (int)Xen.Console.Write(text, length);
    }

    /// <summary>strerror(3): "errno N". Only crash dumps ask here, which this layer does not write; programs have StrErrorR.</summary>
    [RuntimeExport("strerror")]
    private static byte* strerror(int error)
    {
        fixed (byte* text = s_errorText.Bytes)
        {
            FormatWriter writer = new(new Span<byte>(text, ErrorTextSize));
            writer.WriteText("errno "u8);
            writer.WriteDecimal((long)error);
            writer.Terminate();
            return text;
        }
    }

    private static int Fail(int error)
    {
        Errno.Value = error;
        return -1;
    }

    private static int NoSuchObject(ReadOnlySpan<byte> name)
    {
        Panic.Fail(name);
        return -1;
    }

    private static bool Equals(byte* text, ReadOnlySpan<byte> expected)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (text[i] != expected[i])
            {
                return false;
            }
        }

        return text[expected.Length] == 0;
    }

    private struct ErrorText
    {
        public fixed byte Bytes[ErrorTextSize];
    }
}
