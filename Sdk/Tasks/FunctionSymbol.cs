// A function of a linked kernel: an address and a name.

namespace LibOS.Sdk.Tasks;

/// <summary>A function or a label in code.</summary>
/// <param name="Address">Virtual address of its first byte.</param>
/// <param name="Name">Name as a person should read it.</param>
public readonly record struct FunctionSymbol(ulong Address, string Name);

/// <summary>The functions of an image.</summary>
/// <param name="Functions">In ascending order of address, one for each address.</param>
/// <param name="Limit">First address behind the last executable section.</param>
public sealed record ImageSymbols(System.Collections.Generic.IReadOnlyList<FunctionSymbol> Functions, ulong Limit);
