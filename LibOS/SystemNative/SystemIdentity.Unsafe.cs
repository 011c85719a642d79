// What the system calls itself: pal_networking.h's host name, pal_runtimeinformation.h, and the program's path.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Exports about the identity of the guest. None throws.</summary>
internal static unsafe class SystemIdentityExports
{
    /// <summary>The variable HOSTNAME, which the command line sets, else "localhost".</summary>
    internal static ReadOnlySpan<byte> HostName
    {
        get
        {
            // SAFETY: the variable's name is constant data behind which a NUL lies; the value is a string that lives on.
            fixed (byte* variable = "HOSTNAME"u8)
            {
                ReadOnlySpan<byte> host = Text.At(Bare.GetEnvironmentVariable(variable));
                return host.IsEmpty ? "localhost"u8 : host;
            }
        }
    }

    /// <summary>gethostname(2). Cut to the buffer, always with a NUL.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetHostName")]
    internal static int GetHostName(byte* name, int nameLength)
    {
        if (nameLength <= 0)
        {
            return Errno.Return(Errno.EINVAL);
        }

        // SAFETY: the caller passes nameLength bytes.
        var destination = new Span<byte>(name, nameLength);
        ReadOnlySpan<byte> host = HostName;
        host = host[..Math.Min(host.Length, nameLength - 1)];
        host.CopyTo(destination);
        destination[host.Length] = 0;
        return 0;
    }

    /// <summary>The path of the program, as argv[0] has it; the caller frees it.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetProcessPath")]
    internal static byte* GetProcessPath() => Text.AllocateCopy(ByteText.Bytes(RootTree.ProgramPath));

    /// <summary>uname(2)'s release: our version; the caller frees it. Environment.OSVersion reads it.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetUnixRelease")]
    internal static byte* GetUnixRelease() => Text.AllocateCopy(Release.Version);

    /// <summary>System name and release, for people: 0, or -1 and the size that is needed.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_GetUnixVersion")]
    internal static int GetUnixVersion(byte* version, int* capacity)
    {
        // SAFETY: the caller passes capacity bytes.
        ReadOnlySpan<byte> system = "LibOS "u8;
        ReadOnlySpan<byte> machine = " Xen PVH"u8;
        int length = system.Length + Release.Version.Length + machine.Length;
        if (*capacity <= length)
        {
            *capacity = length + 1;
            return -1;
        }

        var text = new Span<byte>(version, *capacity);
        system.CopyTo(text);
        Release.Version.CopyTo(text[system.Length..]);
        machine.CopyTo(text[(system.Length + Release.Version.Length)..]);
        text[length] = 0;
        return 0;
    }
}
