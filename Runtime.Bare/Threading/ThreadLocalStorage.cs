// TLS as the static-executable model wants it (ELF TLS variant II): the image's block ends at the thread pointer, and the
// thread pointer holds glibc's tcbhead_t, of which compiled code reads the self pointer (0) and the stack canary (0x28).

using Runtime.Bare.Cpu;
using Runtime.Bare.Libc;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Threading;

/// <summary>Makes and frees thread-local blocks.</summary>
internal static unsafe class ThreadLocalStorage
{
    internal const uint MsrFsBase = 0xC0000100;

    private const ulong SelfOffset = 0;
    private const ulong SecondSelfOffset = 16;
    private const ulong CanaryOffset = 0x28;
    private const ulong ControlBlockSize = 0x80;

    private static ulong s_canary;
    private static BootBlock s_bootBlock;

    /// <summary>Gives the boot CPU a control block, before any C code of others runs: it reads its canary through FS.</summary>
    internal static void InitializeBoot(ulong canary)
    {
        s_canary = canary & ~0xFFUL; // a zero byte stops string overruns, as in glibc
        fixed (ulong* words = s_bootBlock.Words)
        {
            FillControlBlock((ulong)words);
            Instructions.WriteMsr(MsrFsBase, (ulong)words);
        }
    }

    /// <summary>Allocates the block of a new thread; false when memory is short.</summary>
    internal static bool TryCreate(Thread* thread)
    {
        LinkerSymbols* symbols = Linker.Table();
        ulong alignment = symbols->TlsAlignment < 16 ? 16 : symbols->TlsAlignment;

        // The block starts at TP - roundup(memsz, alignment of PT_TLS): the linker computed its offsets that way.
        ulong imageAlignment = symbols->TlsAlignment == 0 ? 1 : symbols->TlsAlignment;
        ulong imageSize = (symbols->TlsMemorySize + imageAlignment - 1) & ~(imageAlignment - 1);
        ulong before = (imageSize + alignment - 1) & ~(alignment - 1);
        byte* block = KernelHeap.AllocateAligned((nuint)alignment, (nuint)(before + ControlBlockSize));
        if (block == null)
        {
            return false;
        }

        MemoryBlock.Set(block, 0, (nuint)(before + ControlBlockSize));
        ulong pointer = (ulong)block + before;
        MemoryBlock.Copy((byte*)pointer - imageSize, symbols->TlsImage, (nuint)symbols->TlsFileSize);
        FillControlBlock(pointer);
        thread->TlsBlock = block;
        thread->ThreadPointer = pointer;
        return true;
    }

    private static void FillControlBlock(ulong pointer)
    {
        *(ulong*)(pointer + SelfOffset) = pointer;
        *(ulong*)(pointer + SecondSelfOffset) = pointer;
        *(ulong*)(pointer + CanaryOffset) = s_canary;
    }

    private struct BootBlock
    {
        public fixed ulong Words[(int)ControlBlockSize / 8];
    }
}
