// GDT, TSS and IDT (Intel SDM volume 3, chapters 3, 6, 7). The IDT is common to all CPUs, the rest is per CPU.
// Trap stacks: one for exceptions, one for #DF, one for NMI, one for the upcall, so that each can interrupt the next.

using System.Runtime.InteropServices;

namespace Runtime.Bare.Cpu;

/// <summary>GDT, TSS and the trap stacks of one CPU.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DescriptorTables
{
    internal const ulong CodeSelector = 0x08;
    internal const ulong DataSelector = 0x10;
    internal const ulong TaskSelector = 0x18;
    internal const int TrapStackSize = 8192;

    /// <summary>Below each trap stack.</summary>
    internal const int TrapGuardSize = 4096;

    /// <summary>Trap stacks of a CPU.</summary>
    internal const int TrapStackCount = 4;

    private const int GdtEntries = 5;
    private const int TssSize = 104;
    private const int IdtEntries = 256;

    // Interrupt stack table slots, 1-based as the IDT wants them.
    private const byte ExceptionStack = 1;
    private const byte DoubleFaultStack = 2;
    private const byte NonMaskableStack = 3;
    private const byte UpcallStack = 4;

    private fixed ulong _gdt[GdtEntries];
    private fixed byte _tss[TssSize];
    private fixed byte _pointer[16];

    private static IdtTable s_idt;

    /// <summary>Sets the end of one of <see cref="TrapStackCount"/> trap stacks.</summary>
    internal static void SetTrapStack(DescriptorTables* tables, int slot, ulong top) => *(ulong*)(tables->_tss + 36 + (slot * 8)) = top;

    /// <summary>Fills the tables and loads them on the CPU that calls; interrupts are off.</summary>
    /// <param name="tables">The CPU's tables, with its trap stacks set; they stay where they are.</param>
    internal static void Load(DescriptorTables* tables)
    {
        ulong tss = (ulong)tables->_tss;
        tables->_gdt[0] = 0;
        tables->_gdt[1] = 0x00AF9B000000FFFF;
        tables->_gdt[2] = 0x00CF93000000FFFF;
        tables->_gdt[3] = (TssSize - 1)
            | ((tss & 0xFFFFFF) << 16)
            | (0x89UL << 40)
            | (((tss >> 24) & 0xFF) << 56);
        tables->_gdt[4] = tss >> 32;

        *(ushort*)(tables->_tss + 102) = TssSize; // no I/O bitmap

        SetPointer(tables, tables->_gdt, (GdtEntries * 8) - 1);
        Instructions.LoadGdt(tables->_pointer, CodeSelector, DataSelector, TaskSelector);

        fixed (byte* idt = s_idt.Bytes)
        {
            SetPointer(tables, idt, (IdtEntries * 16) - 1);
            Instructions.LoadIdt(tables->_pointer);
        }
    }

    /// <summary>Fills the common IDT; once, before the first <see cref="Load"/>.</summary>
    internal static void InitializeIdt()
    {
        LinkerSymbols* symbols = Linker.Table();
        for (int vector = 0; vector < 32; vector++)
        {
            byte stack = (ulong)vector switch
            {
                TrapVector.DoubleFault => DoubleFaultStack,
                TrapVector.NonMaskable => NonMaskableStack,
                _ => ExceptionStack,
            };
            SetGate(vector, symbols->TrapEntries[vector], stack);
        }

        SetGate((int)TrapVector.Upcall, symbols->TrapUpcall, UpcallStack);
    }

    private static void SetGate(int vector, void* entry, byte stack)
    {
        ulong address = (ulong)entry;
        fixed (byte* idt = s_idt.Bytes)
        {
            ulong* gate = (ulong*)(idt + (vector * 16));
            gate[0] = (address & 0xFFFF)
                | (CodeSelector << 16)
                | ((ulong)stack << 32)
                | (0x8EUL << 40) // present, 64-bit interrupt gate
                | (((address >> 16) & 0xFFFF) << 48);
            gate[1] = address >> 32;
        }
    }

    private static void SetPointer(DescriptorTables* tables, void* table, int limit)
    {
        *(ushort*)tables->_pointer = (ushort)limit;
        *(ulong*)(tables->_pointer + 2) = (ulong)table;
    }

    private struct IdtTable
    {
        public fixed byte Bytes[IdtEntries * 16];
    }
}
