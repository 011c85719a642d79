// The first page is unmapped: a null reference is an exception, for reads and writes, near and at offset.

using System.Runtime.CompilerServices;

namespace Probe;

internal static unsafe class PageZero
{
    public static void Run(Checks checks)
    {
        checks.Expect(5);
        foreach (nint address in (ReadOnlySpan<nint>)[0, 8, 0xFF8])
        {
            checks.That(Throws(() => Read(address)), $"read of {address:x} throws NullReferenceException");
        }

        checks.That(Throws(() => Write(0)), "write to 0 throws NullReferenceException");
        string? nothing = Environment.GetEnvironmentVariable("PROBE_ABSENT");
        checks.That(Throws(() => _ = nothing!.Length), "member of a null reference throws NullReferenceException");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Read(nint address) => *(long*)address;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Write(nint address) => *(long*)address = 1;

    private static bool Throws(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (NullReferenceException)
        {
            return true;
        }
    }
}
