// What all exports about files have in common: the path or descriptor becomes an object, the lock is taken, and a negative
// error number becomes -1 and errno. Want of memory is an error like others.

using System.Runtime.CompilerServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Runs operations on the file system. None throws.</summary>
internal static unsafe class FileCall
{
    /// <summary>Runs an operation on a path, with the lock held.</summary>
    /// <param name="path">A NUL-terminated string; null is an empty path, which nothing has.</param>
    /// <param name="first">Handed through, as is the second.</param>
    /// <returns>The result; -1 and errno for a negative one.</returns>
    internal static long OnPath(byte* path, long first, long second, delegate*<FileSystem, ReadOnlySpan<char>, long, long, long> operation) =>
        Return(Run(path, first, second, operation));

    /// <summary>As <see cref="OnPath"/>, without errno: a negative result stays.</summary>
    [SkipLocalsInit]
    internal static long Run(byte* path, long first, long second, delegate*<FileSystem, ReadOnlySpan<char>, long, long, long> operation)
    {
        long result;
        Span<char> buffer = stackalloc char[PathText.Limit];
        ReadOnlySpan<char> text = PathText.Read(path, buffer);
        Files.Gate.Enter();
        try
        {
            result = operation(Files.Tree, text, first, second);
        }
        catch (OutOfMemoryException)
        {
            result = -Errno.ENOMEM;
        }
        finally
        {
            Files.Gate.Exit();
        }

        return result;
    }

    /// <summary>Runs an operation on an open file, with the lock held.</summary>
    /// <returns>The result; -1 and errno for a negative one.</returns>
    internal static long OnDescriptor(nint descriptor, long first, long second, delegate*<OpenFile, long, long, long> operation)
    {
        long result;
        Files.Gate.Enter();
        try
        {
            result = Descriptors.Find(descriptor) is { } file ? operation(file, first, second) : -Errno.EBADF;
        }
        catch (OutOfMemoryException)
        {
            result = -Errno.ENOMEM;
        }
        finally
        {
            Files.Gate.Exit();
        }

        return Return(result);
    }

    /// <summary>A result as an export returns it: a count or 0, else -1 and errno.</summary>
    internal static long Return(long result) => result >= 0 ? result : Errno.Return((int)-result);
}
