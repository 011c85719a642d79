// Host memory at the addresses that the guest's address space hands out, so that code which writes through them can run.

using System;
using System.Runtime.InteropServices;

namespace Runtime.Bare.Tests.Memory;

/// <summary>A fixed stretch of the host's address space, mapped without regard for the guest's page tables. Linux only.</summary>
internal sealed unsafe partial class HostArena : IDisposable
{
    private const int PROT_READ_WRITE = 3;
    private const int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x2 | 0x20 | 0x4000;
    private const int MAP_FIXED_NOREPLACE = 0x100000;

    private readonly void* _start;
    private readonly nuint _length;

    internal HostArena(ulong start, ulong length)
    {
        _start = (void*)start;
        _length = (nuint)length;
        void* got = Mmap(_start, _length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
        if (got != _start)
        {
            throw new InvalidOperationException($"the host uses addresses at {start:x} itself (errno {Marshal.GetLastPInvokeError()})");
        }
    }

    public void Dispose() => _ = Munmap(_start, _length);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Mmap(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Munmap(void* address, nuint length);
}
