// The headers of glibc and Linux that the stock runtime was compiled with, as far as the guest's sources mirror them.

namespace Abi.Tests;

/// <summary>Programs over libc6-dev and linux-libc-dev.</summary>
internal static class LinuxHeaders
{
    internal static HeaderProgram Create() => new(
        "#define _GNU_SOURCE",
        "stdint.h",
        "stdarg.h",
        "limits.h",
        "errno.h",
        "signal.h",
        "ucontext.h",
        "time.h",
        "pthread.h",
        "sched.h",
        "unistd.h",
        "fcntl.h",
        "dirent.h",
        "dlfcn.h",
        "elf.h",
        "link.h",
        "sys/auxv.h",
        "sys/mman.h",
        "sys/resource.h",
        "sys/select.h",
        "sys/stat.h",
        "sys/syscall.h",
        "sys/sysinfo.h",
        "sys/time.h",
        "linux/membarrier.h");
}
