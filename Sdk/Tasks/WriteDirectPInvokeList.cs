// The task that writes which P/Invokes a kernel calls directly.
//
//   <WriteDirectPInvokeList Objects="runtime.bare.o" Assemblies="LibOS.dll" Output="direct-pinvoke.txt" />
//
// The list follows from what exists: a shim function that nobody exports is not on it, stays lazily bound, and throws an
// exception with its name when a program calls it. Lines are module!entry as ilc's --directpinvoke takes them.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LibOS.Sdk.Tasks;

/// <summary>Writes the list of entry points that are linked instead of looked up at run time.</summary>
public sealed class WriteDirectPInvokeList : Task
{
    // The native libraries of .NET, by the prefix of their functions.
    private static readonly (string Prefix, string Module)[] s_modules =
    [
        ("SystemNative_", "libSystem.Native"),
        ("GlobalizationNative_", "libSystem.Globalization.Native"),
        ("CompressionNative_", "libSystem.IO.Compression.Native"),
        ("NetSecurityNative_", "libSystem.Net.Security.Native"),
        ("CryptoNative_", "libSystem.Security.Cryptography.Native.OpenSsl"),
    ];

    // LibOS's own calls down: the whole module, so that one that is missing fails the link.
    private const string OwnModule = "libos";

    /// <summary>Object files whose global symbols are exports.</summary>
    [Required]
    public ITaskItem[] Objects { get; set; } = [];

    /// <summary>Assemblies whose UnmanagedCallersOnly methods with an entry point are exports.</summary>
    [Required]
    public ITaskItem[] Assemblies { get; set; } = [];

    /// <summary>The list to write; left alone when it would not change, so that incremental builds stay still.</summary>
    [Required]
    public string Output { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute()
    {
        string current = "";
        try
        {
            var names = new SortedSet<string>(StringComparer.Ordinal);
            foreach (ITaskItem item in Objects)
            {
                current = item.ItemSpec;
                names.UnionWith(ElfSymbols.ReadGlobalNames(File.ReadAllBytes(current)));
            }

            foreach (ITaskItem item in Assemblies)
            {
                current = item.ItemSpec;
                names.UnionWith(UnmanagedExports.Read(current));
            }

            current = Output;
            string[] lines = [OwnModule, .. names.Select(Entry).OfType<string>()];
            if (!File.Exists(Output) || !File.ReadAllLines(Output).SequenceEqual(lines))
            {
                File.WriteAllLines(Output, lines);
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or BadImageFormatException)
        {
            Log.LogError("The list of exports could not be made, because of \"{0}\": {1}.", current, exception.Message.TrimEnd('.'));
            return false;
        }
    }

    private static string? Entry(string name)
    {
        foreach ((string prefix, string module) in s_modules)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return module + "!" + name;
            }
        }

        return null;
    }
}
