// What differs from boot to boot: addresses, canaries, random numbers; and what a program sees where the CPU has no random source.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Probe;

internal static unsafe partial class Secrets
{
    /// <summary>Prints one "fact NAME: VALUE" a line.</summary>
    public static void Print()
    {
        byte[] array = new byte[1];
        nint stack = 0;
        ulong canary = 0;
        var thread = new Thread(() =>
        {
            int local;
            stack = (nint)(&local);
            canary = Image.ReadCanary();
        });
        thread.Start();
        thread.Join();
        int here;
        Fact("array", (ulong)Unsafe.AsPointer(ref array[0]));
        Fact("malloc", (ulong)NativeMemory.Alloc(16));
        Fact("mmap", (ulong)Map(0, 4096, 3, 0x22, -1, 0));
        Fact("main-stack", (ulong)&here);
        Fact("thread-stack", (ulong)stack);
        Fact("canary", Image.ReadCanary());
        Fact("cookie", Image.ReadCookie());
        Fact("same-canary", canary == Image.ReadCanary() ? 1UL : 0);
    }

    public static void HaveASource(Checks checks)
    {
        checks.Expect(4);
        checks.That(Environment.GetEnvironmentVariable("LIBOS_ENTROPY") is null, "nothing is said of a source that is there");
        var numbers = new HashSet<Guid>();
        for (int i = 0; i < 1000; i++)
        {
            numbers.Add(Guid.NewGuid());
        }

        checks.That(numbers.Count == 1000, "1000 identifiers, all different");
        byte[] bytes = new byte[10_000];
        checks.That(Fill(bytes) == 0, "as many as are wanted");
        int[] counts = new int[256];
        foreach (byte value in bytes)
        {
            counts[value]++;
        }

        // 39 of each are expected, with a standard deviation of 6.
        checks.That(Array.TrueForAll(counts, count => count is > 3 and < 80), "no value is rare or frequent");
    }

    public static void LackASource(Checks checks)
    {
        checks.Expect(5);
        checks.That(Environment.GetEnvironmentVariable("LIBOS_ENTROPY") == "none", "the program sees that there is no source");
        checks.That(Fill(new byte[1]) == -1, "random numbers for secrets are refused");
        try
        {
            Console.WriteLine(Guid.NewGuid());
            checks.That(false, "an identifier that could be guessed");
        }
        catch (Exception exception)
        {
            Console.WriteLine(exception.GetType());
            checks.That(true, "no identifier that could be guessed");
        }

        checks.That(new HashSet<string> { "a", "b" }.Count == 2, "hash tables work");
        checks.That(new Random().NextInt64() != new Random().NextInt64(), "System.Random works");
    }

    private static void Fact(string name, ulong value) => Console.WriteLine($"fact {name}: {value:x16}");

    private static int Fill(byte[] bytes)
    {
        fixed (byte* start = bytes)
        {
            return FillEntropy(start, bytes.Length);
        }
    }

    [LibraryImport("libos", EntryPoint = "bare_entropy_fill")]
    private static partial int FillEntropy(byte* buffer, nint length);

    [LibraryImport("libos", EntryPoint = "mmap64")]
    private static partial nint Map(nint address, nint length, int protection, int flags, int file, long offset);
}
