// Names of the C library that only linked-in C and C++ code calls.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Probe;

internal static unsafe partial class CLibrary
{
    private const int EIO = 5;
    private const int EBADF = 9;
    private const int ENOSYS = 38;
    private const int LongestEntropy = 256;

    private static int s_calls;

    public static void Run(Checks checks)
    {
        int[] sizes = [0, 1, 2, 3, 10, 1000];
        checks.Expect(sizes.Length + 10);
        foreach (int size in sizes)
        {
            int[] numbers = new int[size];
            var source = new Random(size);
            for (int i = 0; i < size; i++)
            {
                numbers[i] = source.Next(size);
            }

            int[] expected = (int[])numbers.Clone();
            Array.Sort(expected);
            fixed (int* start = numbers)
            {
                Sort(start, (nuint)size, sizeof(int), &Compare);
            }

            checks.That(numbers.AsSpan().SequenceEqual(expected), $"qsort of {size}");
        }

        ulong result = Divide(-7, 2);
        checks.That(((int)result, (int)(result >> 32)) == (-3, -1), "div");

        int control = 0;
        checks.That(Once(&control, &Count) == 0 && Once(&control, &Count) == 0 && s_calls == 1, "pthread_once");

        byte* guard = stackalloc byte[8];
        *(ulong*)guard = 0;
        checks.That(GuardAcquire(guard) == 1, "a static variable is initialised by the first");
        var second = new Thread(() => checks.That(GuardAcquire(guard) == 0 && guard[0] == 1, "who comes meanwhile waits"));
        second.Start();
        Thread.Sleep(20);
        GuardRelease(guard);
        second.Join();
        checks.That(GuardAcquire(guard) == 0, "and nobody after it");

        checks.That(*SetLocale(0, null) == 'C', "the locale is C");

        // What is not here says so as Linux does.
        checks.That(Socket(2, 1, 0) == -1 && Marshal.GetLastSystemError() == ENOSYS, "socket");
        checks.That(Listen(3, 1) == -1 && Marshal.GetLastSystemError() == EBADF, "listen");
        byte* random = stackalloc byte[2 * LongestEntropy];
        checks.That(Entropy(random, LongestEntropy) == 0 && new ReadOnlySpan<byte>(random, LongestEntropy).ContainsAnyExcept((byte)0), "getentropy");
        checks.That(Entropy(random, LongestEntropy + 1) == -1 && Marshal.GetLastSystemError() == EIO, "getentropy gives no more at once");
    }

    /// <summary>Copies more than the destination holds.</summary>
    public static void Overflow()
    {
        byte* room = stackalloc byte[8];
        byte* source = stackalloc byte[16];
        CopyChecked(room, source, 16, 8);
        Console.WriteLine("the copy went through");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Compare(void* left, void* right) => *(int*)left - *(int*)right;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Count() => s_calls++;

    [LibraryImport("libos", EntryPoint = "socket")]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libos", EntryPoint = "listen")]
    private static partial int Listen(int descriptor, int backlog);

    [LibraryImport("libos", EntryPoint = "getentropy")]
    private static partial int Entropy(byte* buffer, nuint length);

    [LibraryImport("libos", EntryPoint = "qsort")]
    private static partial void Sort(void* array, nuint count, nuint size, delegate* unmanaged[Cdecl]<void*, void*, int> compare);

    [LibraryImport("libos", EntryPoint = "div")]
    private static partial ulong Divide(int numerator, int denominator);

    [LibraryImport("libos", EntryPoint = "pthread_once")]
    private static partial int Once(int* control, delegate* unmanaged[Cdecl]<void> function);

    [LibraryImport("libos", EntryPoint = "__cxa_guard_acquire")]
    private static partial int GuardAcquire(byte* guard);

    [LibraryImport("libos", EntryPoint = "__cxa_guard_release")]
    private static partial void GuardRelease(byte* guard);

    [LibraryImport("libos", EntryPoint = "setlocale")]
    private static partial byte* SetLocale(int category, byte* name);

    [LibraryImport("libos", EntryPoint = "__memcpy_chk")]
    private static partial byte* CopyChecked(byte* destination, byte* source, nuint length, nuint room);
}
