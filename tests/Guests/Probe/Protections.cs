// What the CPU enforces: the protections of the control registers, who may write and execute what, and a guard below each stack.

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Probe;

internal static unsafe partial class Protections
{
    private const ulong PageBytes = 4096;
    private const ulong Cr0WriteProtect = 1 << 16;
    private const ulong EferNoExecute = 1 << 11;
    private const int ReadWrite = 3;

    public static void ControlRegisters(Checks checks)
    {
        checks.Expect(5);
        (_, int ebx, int ecx, _) = X86Base.CpuId(7, 0);
        ulong cr4 = Image.ReadCr4();
        checks.That((Image.ReadCr0() & Cr0WriteProtect) != 0, "CR0.WP: ring 0 respects read-only pages");
        checks.That((Image.ReadEfer() & EferNoExecute) != 0, "EFER.NXE: no-execute pages");
        Follows("UMIP", (ecx & (1 << 2)) != 0, 11);
        Follows("SMEP", (ebx & (1 << 7)) != 0, 20);
        Follows("SMAP", (ebx & (1 << 20)) != 0, 21);

        void Follows(string name, bool isThere, int bit)
        {
            Console.WriteLine($"[probe] {name}: {(isThere ? "the CPU has it" : "the CPU has it not")}");
            checks.That(isThere == (((cr4 >> bit) & 1) == 1), $"CR4.{name} is as CPUID has it");
        }
    }

    public static void PageTables(Checks checks)
    {
        checks.Expect(6);
        ImageSymbols image = Image.Symbols;
        List<MappedPage> pages = Image.Pages();
        List<MappedPage> executable = pages.FindAll(page => page.IsExecutable);
        Console.WriteLine($"[probe] seal-tables: {pages.Count} pages, {executable.Count} executable");
        checks.That(executable.TrueForAll(page => page.Address >= image.ImageStart && page.Address + page.Bytes <= image.TextEnd), "nothing but text is executable");
        checks.That((ulong)executable.Count * PageBytes == image.TextEnd - image.ImageStart, "all of text is");
        checks.That(executable.TrueForAll(page => !page.IsWritable), "what is executable cannot be written");
        checks.That(
            pages.TrueForAll(page => !page.IsWritable || page.Physical + page.Bytes <= image.ImageStart || page.Physical >= image.ReadOnlyEnd),
            "text and constants cannot be written through any mapping");
        checks.That(pages.TrueForAll(page => !page.IsUser), "no page is a user's");
        checks.That(pages.TrueForAll(page => page.Address != 0), "page 0 is not mapped");
    }

    public static void Guards(Checks checks)
    {
        const int TrapStacks = 4;
        const ulong TrapStackBytes = 8192;
        checks.Expect(4 + (2 * TrapStacks) + (3 * 3));
        ImageSymbols image = Image.Symbols;
        checks.That(Image.IsMapped(image.BootStackTop - 8), "the boot stack");
        checks.That(!Image.IsMapped(image.BootStackTop - 0x4000 - 8), "the guard below the boot stack");
        for (ulong stack = image.TrapStacks; stack < image.TrapStacksEnd; stack += PageBytes + TrapStackBytes)
        {
            checks.That(!Image.IsMapped(stack) && !Image.IsMapped(stack + PageBytes - 8), "the guard below a trap stack");
            checks.That(Image.IsMapped(stack + PageBytes) && Image.IsMapped(stack + PageBytes + TrapStackBytes - 8), "a trap stack");
        }

        ulong main = ThreadStack(checks, "main");
        ulong[] others = new ulong[2];
        for (int i = 0; i < others.Length; i++)
        {
            var thread = new Thread(() => others[i] = ThreadStack(checks, "a thread"), i == 0 ? 0 : 64 << 10);
            thread.Start();
            thread.Join();
        }

        checks.That(main != others[0] && main != 0, "each thread has a stack of its own");
        checks.That(Array.TrueForAll(others, other => other != 0), "the threads ran");
    }

    private static ulong ThreadStack(Checks checks, string name)
    {
        ulong* attributes = stackalloc ulong[7];
        byte* start = null;
        nuint bytes = 0;
        checks.That(GetAttributes(Self(), attributes) == 0 && GetStack(attributes, &start, &bytes) == 0, $"{name}: its stack is known");
        bool isGuarded = true;
        for (int i = 1; i <= 16; i++)
        {
            isGuarded &= !Image.IsMapped((ulong)start - ((ulong)i * PageBytes));
        }

        checks.That(isGuarded, $"{name}: 64 KiB below its stack are not mapped");
        checks.That(Protect((nint)start - (nint)PageBytes, (nint)PageBytes, ReadWrite) == -1, $"{name}: the guard stays a guard");
        return (ulong)start;
    }

    [LibraryImport("libos", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nint length, int protection);

    [LibraryImport("libos", EntryPoint = "pthread_self")]
    private static partial nint Self();

    [LibraryImport("libos", EntryPoint = "pthread_getattr_np")]
    private static partial int GetAttributes(nint thread, ulong* attributes);

    [LibraryImport("libos", EntryPoint = "pthread_attr_getstack")]
    private static partial int GetStack(ulong* attributes, byte** start, nuint* bytes);
}
