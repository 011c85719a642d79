// Opening files: by path, by a template of a name, in /dev/shm, or without a name. pal_io.h.

using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Exports that make descriptors of files. None throws; errors are errno values.</summary>
internal static unsafe class OpeningExports
{
    // What SystemNative_Open takes (pal_io.h): access, O_CLOEXEC, O_CREAT, O_EXCL, O_TRUNC, O_SYNC, O_NOFOLLOW.
    private const int PAL_O_MASK = 0x3FF;

    private const int OwnerReadWrite = 0x180;
    private const int OwnerAll = 0x1C0;
    private const int TemplateLength = 6; // XXXXXX
    private const int Attempts = 100;

    /// <summary>open(2).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_Open")]
    internal static nint Open(byte* path, int flags, int mode) => OpenPath(path, flags, mode, &OpenNamed);

    /// <summary>shm_open(3): a file in /dev/shm.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ShmOpen")]
    internal static nint ShmOpen(byte* name, int flags, int mode) => OpenPath(name, flags, mode, &OpenShared);

    /// <summary>shm_unlink(3).</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_ShmUnlink")]
    internal static int ShmUnlink(byte* name) => (int)FileCall.OnPath(name, 0, 0, &RemoveShared);

    /// <summary>memfd_create(2): a file without a name.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_MemfdCreate")]
    internal static nint MemfdCreate(byte* name, int isReadOnly) => (nint)FileCall.OnPath(name, isReadOnly, 0, &MakeUnnamed);

    [UnmanagedCallersOnly(EntryPoint = "SystemNative_IsMemfdSupported")]
    internal static int IsMemfdSupported() => 1;

    /// <summary>mkstemps(3): replaces the six X before the suffix, and opens the new file.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_MksTemps")]
    internal static nint MksTemps(byte* template, int suffixLength) => (nint)FromTemplate(template, suffixLength, &OpenNew);

    /// <summary>mkdtemp(3): replaces the six X at the end, and makes the directory. The template, or null.</summary>
    [UnmanagedCallersOnly(EntryPoint = "SystemNative_MkdTemp")]
    internal static byte* MkdTemp(byte* template) => FromTemplate(template, 0, &MakeNewDirectory) < 0 ? null : template;

    private static nint OpenPath(byte* path, int flags, int mode, delegate*<FileSystem, ReadOnlySpan<char>, long, long, long> open)
    {
        bool isKnown = (flags & ~PAL_O_MASK) == 0 && (flags & OpenFlags.AccessMask) <= OpenFlags.ReadWrite;
        return isKnown ? (nint)FileCall.OnPath(path, flags, mode, open) : Errno.Return(Errno.EINVAL);
    }

    private static long OpenNamed(FileSystem tree, ReadOnlySpan<char> path, long flags, long mode)
    {
        int error = tree.Open(path, (int)flags, (int)mode, out OpenFile? file);
        return error != 0 ? error : Files.Publish(file!);
    }

    private static long OpenShared(FileSystem tree, ReadOnlySpan<char> name, long flags, long mode) =>
        TryLocateShared(ref name) ? OpenNamed(tree, name, flags | OpenFlags.NoFollow, mode) : -Errno.EINVAL;

    private static long RemoveShared(FileSystem tree, ReadOnlySpan<char> name, long unused, long none) =>
        TryLocateShared(ref name) ? tree.RemoveFile(name) : -Errno.ENOENT;

    // shm_open(3): one name, with or without a slash before it.
    private static bool TryLocateShared(ref ReadOnlySpan<char> name)
    {
        name = name.TrimStart('/');
        if (name.IsEmpty || name.Contains('/'))
        {
            return false;
        }

        name = string.Concat("/dev/shm/", name);
        return true;
    }

    private static long MakeUnnamed(FileSystem tree, ReadOnlySpan<char> name, long isReadOnly, long unused) =>
        Files.Publish(tree.MakeUnnamedFile(name.ToString()));

    private static long OpenNew(FileSystem tree, ReadOnlySpan<char> path, long unused, long none) =>
        OpenNamed(tree, path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive, OwnerReadWrite);

    private static long MakeNewDirectory(FileSystem tree, ReadOnlySpan<char> path, long unused, long none) => tree.MakeDirectory(path, OwnerAll);

    private static long FromTemplate(byte* template, int suffixLength, delegate*<FileSystem, ReadOnlySpan<char>, long, long, long> make)
    {
        // SAFETY: a NUL-terminated string of the caller's, which is to be changed.
        int length = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(template).Length;
        if (suffixLength < 0 || suffixLength > length - TemplateLength)
        {
            return Errno.Return(Errno.EINVAL);
        }

        var letters = new Span<byte>(template + length - suffixLength - TemplateLength, TemplateLength);
        if (letters.IndexOfAnyExcept((byte)'X') >= 0)
        {
            return Errno.Return(Errno.EINVAL);
        }

        for (int attempt = 1; ; attempt++)
        {
            FillLetters(letters);
            long result = FileCall.Run(template, 0, 0, make);
            if (result != -Errno.EEXIST || attempt == Attempts)
            {
                return FileCall.Return(result);
            }
        }
    }

    // The name has to be new, not secret.
    private static void FillLetters(Span<byte> letters)
    {
        ReadOnlySpan<byte> alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8;
        for (int i = 0; i < letters.Length; i++)
        {
            letters[i] = alphabet[Random.Shared.Next(alphabet.Length)];
        }
    }
}
