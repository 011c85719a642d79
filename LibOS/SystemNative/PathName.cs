// Paths in a guest without a file system: there is the root directory, empty and read-only, which is also the current
// one. Every other path fails as it fails on Linux in such a directory.

namespace LibOS.SystemNative;

/// <summary>Path resolution (path_resolution(7)) where only the root exists.</summary>
internal static class PathName
{
    private const int PATH_MAX = 4096; // with the NUL
    private const int NAME_MAX = 255;

    /// <summary>What a path that must exist leads to: 0 for the root directory, else an errno.</summary>
    internal static int Find(ReadOnlySpan<byte> path) => Resolve(path, out bool isNewName) switch
    {
        0 => isNewName ? Errno.ENOENT : 0,
        int error => error,
    };

    /// <summary>Why a name cannot be made: EEXIST for the root, EROFS for a name in it, ENOENT below that.</summary>
    internal static int Create(ReadOnlySpan<byte> path) => Resolve(path, out bool isNewName) switch
    {
        0 => isNewName ? Errno.EROFS : Errno.EEXIST,
        int error => error,
    };

    // 0 and false: the root. 0 and true: an absent name in the root. Else an errno.
    private static int Resolve(ReadOnlySpan<byte> path, out bool isNewName)
    {
        isNewName = false;
        if (path.IsEmpty)
        {
            return Errno.ENOENT;
        }

        if (path.Length >= PATH_MAX)
        {
            return Errno.ENAMETOOLONG;
        }

        int start = 0;
        while (start < path.Length)
        {
            int end = start;
            while (end < path.Length && path[end] != (byte)'/')
            {
                end++;
            }

            int length = end - start;
            bool isHere = length == 0
                || (path[start] == (byte)'.' && (length == 1 || (length == 2 && path[start + 1] == (byte)'.')));
            if (!isHere)
            {
                if (isNewName)
                {
                    return Errno.ENOENT; // something in what is not there
                }

                if (length > NAME_MAX)
                {
                    return Errno.ENAMETOOLONG;
                }

                isNewName = true;
            }
            else if (isNewName && length != 0)
            {
                return Errno.ENOENT; // "absent/." and "absent/.."
            }

            start = end + 1;
        }

        return 0;
    }
}
