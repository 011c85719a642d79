// Addresses that the linker script (kernel.ld) and the assembly define. Each is the address of a symbol, not a value.

using System.Runtime;
using System.Runtime.CompilerServices;

namespace Runtime.Bare.Cpu;

/// <summary>Symbols of the image, as addresses. The image is linked at its physical address.</summary>
internal static unsafe class Linker
{
    /// <summary>First byte of the image.</summary>
    internal static byte* ImageStart => Symbols()->ImageStart;

    /// <summary>End of the executable part, page-aligned.</summary>
    internal static byte* TextEnd => Symbols()->TextEnd;

    /// <summary>End of the read-only part, page-aligned.</summary>
    internal static byte* ReadOnlyEnd => Symbols()->ReadOnlyEnd;

    /// <summary>End of everything loaded or zeroed, page-aligned.</summary>
    internal static byte* ImageEnd => Symbols()->ImageEnd;

    /// <summary>The table itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static LinkerSymbols* Table() => Symbols();

    [RuntimeImport("*", "linker_symbols_table")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern LinkerSymbols* Symbols();
}
