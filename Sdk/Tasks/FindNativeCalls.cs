// The task that tells which functions of a native library a compiled program calls.
//
//   <FindNativeCalls Object="App.o" Prefix="CryptoNative_" Exporters="runtime.bare.o">
//     <Output TaskParameter="Calls" ItemName="Call" />
//   </FindNativeCalls>
//
// ilc has dropped the code that cannot run, so that this is what is left: P/Invokes that are bound directly are undefined
// symbols of the object.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LibOS.Sdk.Tasks;

/// <summary>Finds the undefined symbols of an object that begin with a prefix.</summary>
public sealed class FindNativeCalls : Task
{
    /// <summary>The object that ilc wrote.</summary>
    [Required]
    public string Object { get; set; } = "";

    /// <summary>How the library's functions begin.</summary>
    [Required]
    public string Prefix { get; set; } = "";

    /// <summary>Objects whose exports are there in any case and do not count.</summary>
    public ITaskItem[] Exporters { get; set; } = [];

    /// <summary>The names, in ordinal order.</summary>
    [Output]
    public string[] Calls { get; set; } = [];

    /// <inheritdoc />
    public override bool Execute()
    {
        string current = Object;
        try
        {
            var calls = new SortedSet<string>(ElfSymbols.ReadUndefinedNames(File.ReadAllBytes(current)).Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)), StringComparer.Ordinal);
            foreach (ITaskItem item in Exporters)
            {
                current = item.ItemSpec;
                calls.ExceptWith(ElfSymbols.ReadGlobalNames(File.ReadAllBytes(current)));
            }

            Calls = [.. calls];
            return true;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Log.LogError("The native calls could not be read, because of \"{0}\": {1}.", current, exception.Message.TrimEnd('.'));
            return false;
        }
    }
}
