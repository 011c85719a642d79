// The task that turns a linked kernel into the symbol table for its crash reports.
//
//   <UsingTask TaskName="LibOS.Sdk.Tasks.GenerateSymbolTable" AssemblyFile="LibOS.Sdk.Tasks.dll" />
//   <GenerateSymbolTable Image="kernel.elf" Output="kernel.symbols" />
//
// The table holds final addresses. It goes into a section that lies behind all code, so that adding it moves nothing.

using System;
using System.IO;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LibOS.Sdk.Tasks;

/// <summary>Writes the symbol table of a linked ELF file.</summary>
public sealed class GenerateSymbolTable : Task
{
    /// <summary>The linked, unstripped ELF file.</summary>
    [Required]
    public string Image { get; set; } = "";

    /// <summary>The table to write; left alone when it would not change, so that incremental builds stay still.</summary>
    [Required]
    public string Output { get; set; } = "";

    /// <summary>Number of functions in the table.</summary>
    [Output]
    public int FunctionCount { get; set; }

    /// <summary>Bytes of the table.</summary>
    [Output]
    public int TableBytes { get; set; }

    /// <inheritdoc />
    public override bool Execute()
    {
        try
        {
            ImageSymbols symbols = ElfSymbols.Read(File.ReadAllBytes(Image));
            byte[] table = SymbolTableWriter.Write(symbols);
            FunctionCount = symbols.Functions.Count;
            TableBytes = table.Length;
            if (!File.Exists(Output) || !File.ReadAllBytes(Output).AsSpan().SequenceEqual(table))
            {
                File.WriteAllBytes(Output, table);
            }

            Log.LogMessage(MessageImportance.Low, "{0}: {1} functions, {2} bytes of symbols.", Image, FunctionCount, TableBytes);
            return true;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Log.LogError("The symbol table of \"{0}\" could not be written to \"{1}\": {2}.", Image, Output, exception.Message.TrimEnd('.'));
            return false;
        }
    }
}
