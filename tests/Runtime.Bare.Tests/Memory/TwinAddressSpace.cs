// An address space over emulated RAM: page tables, frames and the statics of the memory layer, as after boot.

using System;
using System.Runtime.InteropServices;
using Runtime.Bare.Cpu;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Tests.Memory;

/// <summary>The guest's address space for a test; accesses go through its page tables as the CPU's would.</summary>
internal sealed unsafe class TwinAddressSpace : IDisposable
{
    private readonly TwinRam _ram;
    private readonly PageTables* _tables = (PageTables*)NativeMemory.AllocZeroed((nuint)sizeof(PageTables));

    internal TwinAddressSpace(int frameCount) => _ram = new TwinRam(frameCount);

    internal FrameAllocator* Frames => _ram.Frames;

    internal PageTables* Tables => _tables;

    /// <summary>Frames that were free before the first range.</summary>
    internal ulong FreeAtStart { get; private set; }

    /// <summary>Boots again, with all RAM full of garbage.</summary>
    internal void Reset()
    {
        TwinCpu.Reset();
        _ram.FillWithGarbage();
        _ram.Reset((0, _ram.FrameCount));
        *_tables = default;
        if (!_tables->TryInitialize(_ram.Frames))
        {
            throw new InvalidOperationException("the emulated RAM is too small");
        }

        StaticState.Clear(typeof(AddressSpace), typeof(FrameCache), typeof(HeapCache), typeof(KernelHeap));
        FreeAtStart = _ram.Frames->FreeFrames;
        AddressSpace.Initialize(_tables, _ram.Frames, AddressLayout.Fixed);
    }

    /// <summary>
    /// Touches a byte as a program does: a fault is served until the tables allow the access.
    /// Null when it cannot be, with the reason in <paramref name="result"/>.
    /// </summary>
    internal byte* Touch(ulong address, bool isWrite, out FaultResult result)
    {
        result = FaultResult.Resolved;
        for (int attempt = 0; attempt < 2; attempt++)
        {
            ulong entry = _tables->Find(address);
            if ((entry & PageTables.Present) != 0 && (!isWrite || (entry & PageTables.Writable) != 0))
            {
                ulong mask = (entry & PageTables.Large) != 0 ? PageSize.LargeMask : PageSize.Mask;
                return PhysicalMemory.ToPointer((entry & PageTables.AddressMask & ~mask) | (address & mask));
            }

            result = AddressSpace.HandleFault(address, isWrite, isFetch: false);
            if (result != FaultResult.Resolved)
            {
                return null;
            }
        }

        throw new InvalidOperationException($"a fault at {address:x} was called resolved and is not");
    }

    public void Dispose()
    {
        NativeMemory.Free(_tables);
        _ram.Dispose();
    }
}
