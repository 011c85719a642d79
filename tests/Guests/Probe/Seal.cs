// W^X: text cannot be written, data cannot run, and nothing can be made executable after start-up.

using System.Runtime.InteropServices;

namespace Probe;

internal static unsafe partial class Seal
{
    private const int ReadExecute = 5;
    private const int ReadWriteExecute = 7;
    private const int PrivateAnonymous = 0x22;
    private const int Fixed = 0x10;
    private const int EACCES = 13;

    public static void RefusesToBecomeExecutable(Checks checks)
    {
        checks.Expect(11);
        nint page = Map(0, 4096, 3, PrivateAnonymous, -1, 0);
        checks.That(page != -1, "a writable page is mapped");
        checks.That(Protect(page, 4096, ReadExecute) == -1 && Marshal.GetLastSystemError() == EACCES, "mprotect to RX: EACCES");
        checks.That(Protect(page, 4096, ReadWriteExecute) == -1 && Marshal.GetLastSystemError() == EACCES, "mprotect to RWX: EACCES");
        checks.That(Map(0, 4096, ReadExecute, PrivateAnonymous, -1, 0) == -1, "mmap of RX is refused");
        nint text = (nint)(delegate*<void>)&WriteToText & ~4095;
        checks.That(Protect(text, 4096, 3) == -1, "text cannot be made writable");
        checks.That(Map(text, 4096, 3, PrivateAnonymous | Fixed, -1, 0) == -1, "text cannot be mapped over");
        checks.That(Unmap(text, 4096) == -1, "text cannot be taken away");

        nint constants = (nint)Image.Symbols.TextEnd;
        checks.That(Protect(constants, 4096, 3) == -1 && Marshal.GetLastSystemError() == EACCES, "constants cannot be made writable");
        int local;
        nint data = (nint)Image.Symbols.ReadOnlyEnd;
        nint stack = (nint)(&local) & ~4095;
        void* heap = NativeMemory.Alloc(8192);
        foreach ((string name, nint start) in ((string, nint)[])[("data", data), ("the stack", stack), ("the heap", (nint)heap & ~4095)])
        {
            checks.That(Protect(start, 4096, ReadExecute) == -1 && Marshal.GetLastSystemError() == EACCES, name + " cannot become executable");
        }
    }

    public static void WriteToText()
    {
        byte* text = (byte*)(delegate*<void>)&WriteToText;
        Console.WriteLine($"writing to text at {(nint)text:x}, which holds {*text:x2}");
        *text = 0xC3;
        Console.WriteLine("the write went through");
    }

    public static void RunData()
    {
        byte* data = (byte*)NativeMemory.Alloc(16);
        *data = 0xC3; // ret
        Console.WriteLine($"running data at {(nint)data:x}");
        ((delegate* unmanaged<void>)data)();
        Console.WriteLine("the data ran");
    }

    [LibraryImport("libos", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nint length, int protection);

    [LibraryImport("libos", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nint length);

    [LibraryImport("libos", EntryPoint = "mmap64")]
    private static partial nint Map(nint address, nint length, int protection, int flags, int file, long offset);
}
