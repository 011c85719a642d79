// CPUs that run at the same time, each on a thread of the host, with page walks and translation caches as the manual allows
// them (Intel SDM volume 3, 4.10): a CPU may use what it has read until the flush, whatever the tables say by then.

using System;
using System.Collections.Generic;
using System.Threading;
using Runtime.Bare.Cpu;
using Runtime.Bare.Memory;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Tests.Memory;

/// <summary>What the CPUs of a domain share: the flush that Xen does for all of them.</summary>
internal sealed class TwinDomain : IDisposable
{
    private readonly TwinCpus _cpus;

    internal TwinDomain(int cpuCount) => _cpus = new TwinCpus(cpuCount, Flush, Instructions.Pause);

    /// <summary>Held for reading during an access: a flush waits for the accesses that have begun.</summary>
    internal ReaderWriterLockSlim Gate { get; } = new();

    /// <summary>Flushes so far.</summary>
    internal int Flushes { get; private set; }

    public void Dispose()
    {
        _cpus.Dispose();
        Gate.Dispose();
    }

    private void Flush()
    {
        Gate.EnterWriteLock();
        Flushes++;
        Gate.ExitWriteLock();
    }
}

/// <summary>One CPU's accesses to memory.</summary>
internal sealed unsafe class TwinProcessor(TwinDomain domain, ulong root)
{
    private const ulong Present = 1;
    private const ulong Writable = 2;
    private const ulong Large = 1 << 7;
    private const ulong AddressBits = 0x000F_FFFF_FFFF_F000;

    private readonly Dictionary<ulong, ulong> _translations = [];
    private int _flushesSeen;

    /// <summary>Reads a byte, or writes it when there is a value; faults are served. The result of the last fault.</summary>
    internal FaultResult Access(ulong address, ref byte value, bool isWrite)
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            if (TryAccess(address, ref value, isWrite))
            {
                return FaultResult.Resolved;
            }

            FaultResult result = AddressSpace.HandleFault(address, isWrite, isFetch: false);
            if (result != FaultResult.Resolved)
            {
                return result;
            }
        }

        throw new InvalidOperationException($"a fault at {address:x} is called resolved again and again");
    }

    private bool TryAccess(ulong address, ref byte value, bool isWrite)
    {
        domain.Gate.EnterReadLock();
        try
        {
            if (_flushesSeen != domain.Flushes)
            {
                _translations.Clear();
                _flushesSeen = domain.Flushes;
            }

            ulong page = address & ~PageSize.Mask;
            if (!_translations.TryGetValue(page, out ulong entry))
            {
                entry = Walk(page);
            }

            if ((entry & Present) == 0 || (isWrite && (entry & Writable) == 0))
            {
                _translations.Remove(page); // a fault drops the translation that caused it
                return false;
            }

            _translations[page] = entry;
            byte* place = PhysicalMemory.ToPointer((entry & AddressBits) | (address & PageSize.Mask));
            if (isWrite)
            {
                *place = value;
            }
            else
            {
                value = *place;
            }

            return true;
        }
        finally
        {
            domain.Gate.ExitReadLock();
        }
    }

    // The entry for a page, also when it is a part of a large one; 0 when an upper level has none that is present.
    private ulong Walk(ulong page)
    {
        ulong table = root;
        for (int shift = 39; ; shift -= 9)
        {
            ulong entry = Volatile.Read(ref ((ulong*)PhysicalMemory.ToPointer(table))[(page >> shift) & 511]);
            if (shift == 12 || (entry & Present) == 0)
            {
                return (entry & Present) == 0 ? 0 : entry;
            }

            if (shift == 21 && (entry & Large) != 0)
            {
                return entry + (page & PageSize.LargeMask);
            }

            table = entry & AddressBits;
        }
    }
}
