// The twin of Cpu/Linker.cs: a table that tests fill in.

using System.Runtime.InteropServices;

namespace Runtime.Bare.Cpu;

/// <summary>The image's symbols, all null until a test sets them.</summary>
internal static unsafe class Linker
{
    private static readonly LinkerSymbols* s_table = (LinkerSymbols*)NativeMemory.AllocZeroed((nuint)sizeof(LinkerSymbols));

    internal static byte* ImageStart => s_table->ImageStart;

    internal static byte* TextEnd => s_table->TextEnd;

    internal static byte* ReadOnlyEnd => s_table->ReadOnlyEnd;

    internal static byte* ImageEnd => s_table->ImageEnd;

    internal static LinkerSymbols* Table() => s_table;
}
