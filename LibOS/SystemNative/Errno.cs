// Error numbers with Linux's values (asm-generic/errno.h), and how an export reports one.

namespace LibOS.SystemNative;

/// <summary>Linux error numbers that this layer returns.</summary>
internal static class Errno
{
    internal const int ENOENT = 2;
    internal const int ESRCH = 3;
    internal const int EBADF = 9;
    internal const int ECHILD = 10;
    internal const int ENOMEM = 12;
    internal const int EACCES = 13;
    internal const int EFAULT = 14;
    internal const int EEXIST = 17;
    internal const int ENODEV = 19;
    internal const int ENOTDIR = 20;
    internal const int EINVAL = 22;
    internal const int EMFILE = 24;
    internal const int ENOTTY = 25;
    internal const int ESPIPE = 29;
    internal const int ERANGE = 34;
    internal const int ENOSYS = 38;
    internal const int ENOTSUP = 95;

    /// <summary>Not one that Linux shows to programs: its text here says that a guest is one process.</summary>
    internal const int ENOTSUPP = 524;

    /// <summary>0 stays 0; any other number becomes the thread's errno, and the result is -1.</summary>
    internal static int Return(int error)
    {
        if (error == 0)
        {
            return 0;
        }

        Bare.SetErrno(error);
        return -1;
    }
}

/// <summary>Error numbers of the PAL (Interop.Error), which polling and socket functions return themselves.</summary>
internal static class PalError
{
    internal const int SUCCESS = 0;
    internal const int EFAULT = 0x10015;
    internal const int EINVAL = 0x1001C;
}
