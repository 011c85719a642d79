// The file and process names that the stock runtime links to. At this layer there is no file system and no second
// process, so each fails the way Linux fails when the thing is not there; the runtime has an answer to every one of them
// (control groups, NUMA, /proc). Files of programs are System.Native's matter, in LibOS.

using System.Runtime;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc.Text;
using Runtime.Bare.SystemNative;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Libc;

/// <summary>Names that report what does not exist here.</summary>
internal static unsafe class FileNames
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int RandomDescriptor = 100;
    private const nuint LongestEntropy = 256;

    [RuntimeExport("statfs64")]
    private static int statfs64(byte* path, byte* buffer) => Fail(Errno.ENOENT);

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

    // Nobody can hold a DIR*, and these two read a FILE* as only the runtime does, which has been given none.
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

    /// <summary>getentropy(3): at most 256 bytes; ENOSYS when the CPU has neither RDSEED nor RDRAND.</summary>
    [RuntimeExport("getentropy")]
    private static int getentropy(byte* buffer, nuint length) =>
        length > LongestEntropy ? Fail(Errno.EIO) : Entropy.TryFill(buffer, length) ? 0 : Fail(Errno.ENOSYS);

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

    /// <summary>strerror(3).</summary>
    [RuntimeExport("strerror")]
    private static byte* strerror(int error)
    {
        byte* known = ErrorTexts.Find(error);
        if (known != null)
        {
            return known;
        }

        fixed (byte* text = "Unknown error\0"u8)
        {
            return text;
        }
    }

    /// <summary>strerror_r(3) of POSIX: 0, or ERANGE when the text was cut.</summary>
    [RuntimeExport("__xpg_strerror_r")]
    private static int strerror_r(int error, byte* buffer, nuint size)
    {
        byte* text = strerror(error);
        nuint length = TextScan.Length(text);
        if (size == 0)
        {
            return Errno.ERANGE;
        }

        nuint copied = Math.Min(length, size - 1);
        MemoryBlock.Copy(buffer, text, copied);
        buffer[copied] = 0;
        return copied == length ? 0 : Errno.ERANGE;
    }

    /// <summary>perror(3).</summary>
    [RuntimeExport("perror")]
    private static void perror(byte* prefix)
    {
        int error = Errno.Value;
        WriteText(prefix);
        fixed (byte* colon = ": \0"u8)
        {
            WriteText(colon);
        }

        WriteText(strerror(error));
        fixed (byte* end = "\n\0"u8)
        {
            WriteText(end);
        }
    }

    private static void WriteText(byte* text) => Xen.Console.Write(text, (nint)TextScan.Length(text));

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
}
