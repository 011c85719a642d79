// The native half of the base class library on this machine: the judge of how calls fail on Linux.

using System.Runtime.InteropServices;

namespace LibOS.Tests.SystemNative;

/// <summary>libSystem.Native of the runtime that runs the tests.</summary>
internal static partial class HostSystemNative
{
    private const string Library = "libSystem.Native";

    [LibraryImport(Library, EntryPoint = "SystemNative_GetErrNo")]
    internal static partial int GetErrNo();

    [LibraryImport(Library, EntryPoint = "SystemNative_Stat")]
    internal static partial int Stat(nint path, nint output);

    [LibraryImport(Library, EntryPoint = "SystemNative_LStat")]
    internal static partial int LStat(nint path, nint output);

    [LibraryImport(Library, EntryPoint = "SystemNative_FStat")]
    internal static partial int FStat(nint descriptor, nint output);

    [LibraryImport(Library, EntryPoint = "SystemNative_Open")]
    internal static partial nint Open(nint path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "SystemNative_Access")]
    internal static partial int Access(nint path, int mode);

    [LibraryImport(Library, EntryPoint = "SystemNative_ReadLink")]
    internal static partial int ReadLink(nint path, nint buffer, int bufferSize);

    [LibraryImport(Library, EntryPoint = "SystemNative_Unlink")]
    internal static partial int Unlink(nint path);

    [LibraryImport(Library, EntryPoint = "SystemNative_RmDir")]
    internal static partial int RmDir(nint path);

    [LibraryImport(Library, EntryPoint = "SystemNative_ChDir")]
    internal static partial int ChDir(nint path);

    [LibraryImport(Library, EntryPoint = "SystemNative_ChMod")]
    internal static partial int ChMod(nint path, int mode);

    [LibraryImport(Library, EntryPoint = "SystemNative_OpenDir")]
    internal static partial nint OpenDir(nint path);

    [LibraryImport(Library, EntryPoint = "SystemNative_LSeek")]
    internal static partial long LSeek(nint descriptor, long offset, int whence);

    [LibraryImport(Library, EntryPoint = "SystemNative_FLock")]
    internal static partial int FLock(nint descriptor, int operation);

    [LibraryImport(Library, EntryPoint = "SystemNative_PRead")]
    internal static partial int PRead(nint descriptor, nint buffer, int bufferSize, long offset);

    [LibraryImport(Library, EntryPoint = "SystemNative_PWrite")]
    internal static partial int PWrite(nint descriptor, nint buffer, int bufferSize, long offset);

    [LibraryImport(Library, EntryPoint = "SystemNative_IsATty")]
    internal static partial int IsATty(nint descriptor);

    [LibraryImport(Library, EntryPoint = "SystemNative_Close")]
    internal static partial int Close(nint descriptor);

    [LibraryImport(Library, EntryPoint = "SystemNative_MkDir")]
    internal static partial int MkDir(nint path, int mode);

    [LibraryImport(Library, EntryPoint = "SystemNative_Rename")]
    internal static partial int Rename(nint oldPath, nint newPath);

    [LibraryImport(Library, EntryPoint = "SystemNative_Link")]
    internal static partial int Link(nint source, nint target);

    [LibraryImport(Library, EntryPoint = "SystemNative_SymLink")]
    internal static partial int SymLink(nint target, nint path);
}
