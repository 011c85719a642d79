// The layout of the table in Cpu/LinkerSymbols.S: a word for each symbol, in the order of that file.

namespace Runtime.Bare.Cpu;

/// <summary>The table in Cpu/LinkerSymbols.S.</summary>
internal unsafe struct LinkerSymbols
{
    public byte* ImageStart;
    public byte* TextEnd;
    public byte* ReadOnlyEnd;
    public byte* ImageEnd;
    public byte* BootPageTables;
    public byte* BootPageTablesEnd;
    public byte* BootStackTop;
    public byte* TrapStacks;
    public byte* TrapStacksEnd;
    public byte* TlsImage;
    public ulong TlsFileSize;
    public ulong TlsMemorySize;
    public ulong TlsAlignment;
    public void** InitArray;
    public void** InitArrayEnd;
    public void** FiniArray;
    public void** FiniArrayEnd;
    public byte* EhFrameHeader;
    public ulong EhFrameHeaderSize;
    public byte* ManagedCodeStart;
    public byte* ManagedCodeEnd;
    public void** TrapEntries;
    public void* TrapUpcall;
    public void* TrapSignalEnter;
    public void* ThreadStart;
    public void* CpuEntry;
    public void* Main;
    public uint* XsaveMask;
    public uint* ExtendedSize;
    public uint* UseVmcall;
    public byte* SymbolTable;
    public byte* SymbolTableEnd;
    public byte* EmbeddedKnobs;
    public ulong* SecurityCookie;
    public ulong SingleBaseClass;
    public ulong MultipleBaseClass;
}
