// Users and groups: pal_uid.h. A guest has one user, who may do everything: root, as on a Linux that boots one program.

using System.Runtime.InteropServices;

namespace LibOS.SystemNative;

/// <summary>Passwd of pal_uid.h; the strings lie in the buffer that the caller brings.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Passwd
{
    public byte* Name;
    public byte* Password;
    public uint UserId;
    public uint GroupId;
    public byte* UserInfo;
    public byte* HomeDirectory;
    public byte* Shell;
}

/// <summary>Exports about users. None throws.</summary>
internal static unsafe class UserExports
{
    private const uint RootId = 0;
    private const int NotFound = -1;

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetEUid")]
    internal static uint GetEUid() => RootId;

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetEGid")]
    internal static uint GetEGid() => RootId;

    /// <summary>getgroups(2): none beside the user's own.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetGroups")]
    internal static int GetGroups(int count, uint* groups)
    {
        _ = groups;
        return count < 0 ? Errno.Return(Errno.EINVAL) : 0;
    }

    /// <summary>The entry of a user id: 0, an errno (ERANGE: the buffer is too small), or -1 when there is no such user.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetPwUidR")]
    internal static int GetPwUidR(uint userId, Passwd* entry, byte* buffer, int bufferLength) =>
        userId == RootId ? FillRoot(entry, buffer, bufferLength) : Missing(entry);

    /// <summary>The entry of a user name, as <see cref="GetPwUidR"/>.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetPwNamR")]
    internal static int GetPwNamR(byte* name, Passwd* entry, byte* buffer, int bufferLength) =>
        Text.At(name).SequenceEqual("root"u8) ? FillRoot(entry, buffer, bufferLength) : Missing(entry);

    private static int FillRoot(Passwd* entry, byte* buffer, int bufferLength)
    {
        // SAFETY: the caller passes an entry to be filled and a buffer of bufferLength bytes.
        *entry = default;
        if (bufferLength < 0)
        {
            return Errno.EINVAL;
        }

        var text = new Span<byte>(buffer, bufferLength);
        int position = 0;
        int home = "root\0x\0".Length;
        if (!Text.TryAppend(text, ref position, "root\0x"u8) || !Text.TryAppend(text, ref position, "/"u8))
        {
            return Errno.ERANGE;
        }

        byte* empty = buffer + position - 1; // the last NUL
        entry->Name = buffer;
        entry->Password = buffer + "root\0".Length;
        entry->UserId = RootId;
        entry->GroupId = RootId;
        entry->UserInfo = empty;
        entry->HomeDirectory = buffer + home;
        entry->Shell = empty;
        return 0;
    }

    private static int Missing(Passwd* entry)
    {
        // SAFETY: the caller passes an entry, which is to be zeroed on failure.
        *entry = default;
        return NotFound;
    }
}
