// The task that binds .NET's globalization library to a statically linked ICU.
//
//   <UsingTask TaskName="LibOS.Sdk.Tasks.WriteIcuBinding" AssemblyFile="LibOS.Sdk.Tasks.dll" />
//   <WriteIcuBinding Shim="libSystem.Globalization.Native.a" Icu="libicui18n.a;libicuuc.a" Output="icu.S" />
//
// The library calls ICU through pointers NAME_ptr, which one of its members (pal_icushim) fills at run time with what dlopen and
// dlsym find. The assembly written here defines the same pointers, filled by the linker, and that member's functions: so the
// member itself is not linked. ICU's functions have its version in their names (u_strlen_72).

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LibOS.Sdk.Tasks;

/// <summary>Writes assembly that names ICU's functions.</summary>
public sealed class WriteIcuBinding : Task
{
    private const string PointerEnding = "_ptr";
    private const string VersionedFunction = "u_strlen_";

    // Both lack in some versions of ICU; the library asks for whichever there is.
    private static readonly string[] s_optional = ["ucol_clone", "ucol_safeClone"];

    /// <summary>The runtime pack's libSystem.Globalization.Native.a.</summary>
    [Required]
    public string Shim { get; set; } = "";

    /// <summary>ICU's static libraries.</summary>
    [Required]
    public ITaskItem[] Icu { get; set; } = [];

    /// <summary>The assembly to write; left alone when it would not change.</summary>
    [Required]
    public string Output { get; set; } = "";

    /// <summary>ICU's major version.</summary>
    [Output]
    public string Version { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        try
        {
            string[] functions = [.. ArchiveIndex.Read(Shim)
                .Where(name => name.EndsWith(PointerEnding, StringComparison.Ordinal))
                .Select(name => name[..^PointerEnding.Length])
                .Order(StringComparer.Ordinal)];
            HashSet<string> defined = [.. Icu.SelectMany(library => ArchiveIndex.Read(library.ItemSpec))];
            Version = defined.FirstOrDefault(name => name.StartsWith(VersionedFunction, StringComparison.Ordinal))?[VersionedFunction.Length..]
                ?? throw new InvalidDataException("the libraries do not define u_strlen with a version behind it: they are no ICU");
            string[] missing = [.. functions.Where(name => !defined.Contains(Versioned(name)) && !s_optional.Contains(name))];
            if (missing.Length > 0)
            {
                throw new InvalidDataException($"ICU {Version} lacks {string.Join(", ", missing)}");
            }

            string text = Assembly(functions, defined);
            if (!File.Exists(Output) || File.ReadAllText(Output) != text)
            {
                File.WriteAllText(Output, text);
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Log.LogError("ICU could not be bound: {0}.", exception.Message.TrimEnd('.'));
            return false;
        }
    }

    private string Versioned(string function) => $"{function}_{Version}";

    private string Assembly(string[] functions, HashSet<string> defined)
    {
        var text = new StringBuilder();
        text.Append("# Written by WriteIcuBinding: what the member pal_icushim of libSystem.Globalization.Native.a would find at run time.\n");
        text.Append("    .section .data.rel.ro, \"aw\", @progbits\n    .balign 8\n");
        foreach (string function in functions)
        {
            string pointer = function + PointerEnding;
            text.Append($"    .globl {pointer}\n{pointer}: .quad {(defined.Contains(Versioned(function)) ? Versioned(function) : "0")}\n");
        }

        // int32_t LoadICU(void); void InitICUFunctions(...): nothing is left to do; int32_t GetICUVersion(void): the four bytes that
        // u_getVersion fills in, the first as the highest.
        text.Append($$"""
                .text
                .globl GlobalizationNative_LoadICU, GlobalizationNative_InitICUFunctions, GlobalizationNative_GetICUVersion
                .balign 16
            GlobalizationNative_LoadICU:
                movl $1, %eax
                ret
                .balign 16
            GlobalizationNative_InitICUFunctions:
                ret
                .balign 16
            GlobalizationNative_GetICUVersion:
                subq $24, %rsp
                movq %rsp, %rdi
                call {{Versioned("u_getVersion")}}
                movl (%rsp), %eax
                bswapl %eax
                addq $24, %rsp
                ret
                .section .note.GNU-stack, "", @progbits

            """);
        return text.ToString();
    }
}
