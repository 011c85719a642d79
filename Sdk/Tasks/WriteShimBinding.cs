// What the tasks that bind one of .NET's native libraries to static ones have in common.
//
// Such a library (System.Globalization.Native, System.Security.Cryptography.Native.OpenSsl: a "shim") calls a library of the
// system through pointers NAME_ptr, which one of its members fills at run time with what dlopen and dlsym find. The assembly
// written here defines the same pointers, filled by the linker, and that member's functions: so the member itself is not
// linked. Each pointer has a section of its own: the linker drops those that nothing reads, and what only they name.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LibOS.Sdk.Tasks;

/// <summary>Writes assembly with the pointers of a shim.</summary>
public abstract class WriteShimBinding : Task
{
    private const string PointerEnding = "_ptr";

    /// <summary>The shim: a static library of the runtime pack.</summary>
    [Required]
    public string Shim { get; set; } = "";

    /// <summary>The static libraries that it calls.</summary>
    [Required]
    public ITaskItem[] Libraries { get; set; } = [];

    /// <summary>The assembly to write; left alone when it would not change.</summary>
    [Required]
    public string Output { get; set; } = "";

    /// <summary>What the libraries are called in a message.</summary>
    protected abstract string LibraryName { get; }

    /// <summary>The member of the shim that is replaced, for the assembly's first line.</summary>
    protected abstract string ReplacedMember { get; }

    /// <inheritdoc />
    public override bool Execute()
    {
        try
        {
            HashSet<string> shim = ArchiveIndex.Read(Shim);
            string[] functions = [.. shim
                .Where(name => name.EndsWith(PointerEnding, StringComparison.Ordinal))
                .Select(name => name[..^PointerEnding.Length])
                .Order(StringComparer.Ordinal)];
            HashSet<string> defined = [.. Libraries.SelectMany(library => ArchiveIndex.Read(library.ItemSpec))];
            Recognize(defined);
            string text = Assembly(functions, function => Target(function, shim, defined));
            if (!File.Exists(Output) || File.ReadAllText(Output) != text)
            {
                File.WriteAllText(Output, text);
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Log.LogError("{0} could not be bound: {1}.", LibraryName, exception.Message.TrimEnd('.'));
            return false;
        }
    }

    /// <summary>Looks at what the libraries define, before anything else.</summary>
    /// <exception cref="InvalidDataException">They are something else, or of a version that does not fit.</exception>
    protected abstract void Recognize(HashSet<string> defined);

    /// <summary>The symbol that a function's pointer is filled with; null when there is none.</summary>
    protected abstract string? Target(string function, HashSet<string> shim, HashSet<string> defined);

    /// <summary>May the shim do without this function? It looks at the pointer before it calls, then.</summary>
    protected abstract bool IsOptional(string function);

    /// <summary>Assembly of the functions that others call in the replaced member.</summary>
    protected abstract string Functions();

    private string Assembly(string[] functions, Func<string, string?> target)
    {
        var missing = new List<string>();
        var text = new StringBuilder();
        text.Append($"# Written by {GetType().Name}: what the member {ReplacedMember} of {Path.GetFileName(Shim)} would find at run time.\n");
        foreach (string function in functions)
        {
            string pointer = function + PointerEnding;
            string? symbol = target(function);
            if (symbol is null && !IsOptional(function))
            {
                missing.Add(function);
            }

            text.Append($"    .section .data.rel.ro.{pointer}, \"aw\", @progbits\n    .balign 8\n    .globl {pointer}\n{pointer}: .quad {symbol ?? "0"}\n");
        }

        if (missing.Count > 0)
        {
            throw new InvalidDataException($"{LibraryName} lacks {string.Join(", ", missing)}");
        }

        text.Append("    .text\n").Append(Functions()).Append("    .section .note.GNU-stack, \"\", @progbits\n");
        return text.ToString();
    }
}
