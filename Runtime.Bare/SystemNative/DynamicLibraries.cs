// Loading libraries: pal_dynamicload.h. An image is static: what it was linked with is there, nothing else ever will be.
// P/Invokes into the image are bound by the linker and do not come here; what comes here is a function that the image
// lacks (its library is known, the function is not: EntryPointNotFoundException) or a library that it lacks
// (DllNotFoundException).

using System;
using System.Runtime;
using Runtime.Bare.Cpu;

namespace Runtime.Bare.SystemNative;

/// <summary>Exports about dynamic libraries. Thread context.</summary>
internal static unsafe class DynamicLibraries
{
    /// <summary>A handle for a library that is part of the image, by any file name that .NET's probing tries; else null.</summary>
    [RuntimeExport("SystemNative_LoadLibrary")]
    private static void* LoadLibrary(byte* fileName) =>
        LibraryName.Is(fileName, "System.Native"u8) || LibraryName.Is(fileName, "c"u8) || LibraryName.Is(fileName, "os"u8)
            ? GetDefaultSearchOrderPseudoHandle()
            : null;

    /// <summary>Why LoadLibrary found nothing. The caller names the library itself.</summary>
    [RuntimeExport("SystemNative_GetLoadLibraryError")]
    private static byte* GetLoadLibraryError()
    {
        fixed (byte* text = "The image is static: only libraries that it was linked with can be used.\0"u8)
        {
            return text; // a constant of the image: it does not move
        }
    }

    /// <summary>Always null: an image keeps no table of its symbols by name.</summary>
    [RuntimeExport("SystemNative_GetProcAddress")]
    private static void* GetProcAddress(void* handle, byte* symbol)
    {
        _ = handle;
        _ = symbol;
        return null;
    }

    /// <summary>The image is never unloaded.</summary>
    [RuntimeExport("SystemNative_FreeLibrary")]
    private static void FreeLibrary(void* handle) => _ = handle;

    /// <summary>The handle of the image.</summary>
    [RuntimeExport("SystemNative_GetDefaultSearchOrderPseudoHandle")]
    private static void* GetDefaultSearchOrderPseudoHandle() => Linker.Table()->ImageStart;
}
