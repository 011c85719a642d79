// The task that binds .NET's globalization library to a statically linked ICU.
//
//   <UsingTask TaskName="LibOS.Sdk.Tasks.WriteIcuBinding" AssemblyFile="LibOS.Sdk.Tasks.dll" />
//   <WriteIcuBinding Shim="libSystem.Globalization.Native.a" Libraries="libicui18n.a;libicuuc.a" Output="icu.S" />
//
// ICU's functions have its version in their names (u_strlen_72). pal_icushim.c.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;

namespace LibOS.Sdk.Tasks;

/// <summary>Writes assembly that names ICU's functions.</summary>
public sealed class WriteIcuBinding : WriteShimBinding
{
    private const string VersionedFunction = "u_strlen_";

    // Both lack in some versions of ICU; the library asks for whichever there is.
    private static readonly string[] s_optional = ["ucol_clone", "ucol_safeClone"];

    /// <summary>ICU's major version.</summary>
    [Output]
    public string Version { get; set; } = "";

    /// <inheritdoc />
    protected override string LibraryName => Version.Length == 0 ? "ICU" : "ICU " + Version;

    /// <inheritdoc />
    protected override string ReplacedMember => "pal_icushim";

    /// <inheritdoc />
    protected override void Recognize(HashSet<string> defined) =>
        Version = defined.FirstOrDefault(name => name.StartsWith(VersionedFunction, StringComparison.Ordinal))?[VersionedFunction.Length..]
            ?? throw new InvalidDataException("the libraries do not define u_strlen with a version behind it: they are no ICU");

    /// <inheritdoc />
    protected override string? Target(string function, HashSet<string> shim, HashSet<string> defined) =>
        defined.Contains(Versioned(function)) ? Versioned(function) : null;

    /// <inheritdoc />
    protected override bool IsOptional(string function) => s_optional.Contains(function);

    /// <summary>
    /// int32_t LoadICU(void); void InitICUFunctions(...): nothing is left to do; int32_t GetICUVersion(void): the four bytes that
    /// u_getVersion fills in, the first as the highest.
    /// </summary>
    protected override string Functions() => $$"""
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

        """;

    private string Versioned(string function) => $"{function}_{Version}";
}
