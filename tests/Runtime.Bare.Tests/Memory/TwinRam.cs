// Emulated physical memory: a block of host memory behind the direct map, and a frame allocator over parts of it.

using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Tests.Memory;

/// <summary>RAM from physical address 0. The direct map's base is one for the process: one instance at a time, one thread.</summary>
internal sealed unsafe class TwinRam : IDisposable
{
    private readonly byte* _memory;
    private readonly byte* _states;

    internal TwinRam(int frameCount)
    {
        FrameCount = frameCount;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)frameCount, (nuint)PageSize.Bytes);
        _states = (byte*)NativeMemory.Alloc((nuint)frameCount);
        Frames = (FrameAllocator*)NativeMemory.AllocZeroed((nuint)sizeof(FrameAllocator));
        PhysicalMemory.DirectMapBase = (ulong)_memory;
    }

    internal int FrameCount { get; }

    internal FrameAllocator* Frames { get; }

    /// <summary>Forgets everything; these ranges of frames (start and end) are free then.</summary>
    internal void Reset(params IReadOnlyList<(int Start, int End)> ranges)
    {
        *Frames = default;
        Frames->Initialize(_states, (ulong)FrameCount << PageSize.Shift);
        foreach ((int start, int end) in ranges)
        {
            Frames->AddRange((ulong)start << PageSize.Shift, (ulong)end << PageSize.Shift);
        }
    }

    /// <summary>Overwrites all RAM with a byte that is not zero, so that a page that was not cleared shows.</summary>
    internal void FillWithGarbage() => NativeMemory.Fill(_memory, (nuint)FrameCount << PageSize.Shift, 0xA5);

    public void Dispose()
    {
        PhysicalMemory.DirectMapBase = 0;
        NativeMemory.Free(Frames);
        NativeMemory.Free(_states);
        NativeMemory.Free(_memory);
    }
}
