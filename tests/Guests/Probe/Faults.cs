// Hardware faults in managed code are exceptions, and exceptions unwind through many frames.

using System.Runtime.CompilerServices;

namespace Probe;

internal static class Faults
{
    public static void Run(Checks checks)
    {
        checks.Expect(6 + 300);
        checks.That(Throws<DivideByZeroException>(() => Divide(1, 0)), "division by zero");
        checks.That(Throws<OverflowException>(() => Divide(int.MinValue, -1)), "overflow of a division");
        checks.That(Throws<IndexOutOfRangeException>(() => _ = Three()[Index(3)]), "index out of range");
        checks.That(Throws<InvalidCastException>(() => _ = (string)Box(1)), "invalid cast");
        checks.That(Throws<OverflowException>(() => checked(int.MaxValue + Index(1)).ToString(System.Globalization.CultureInfo.InvariantCulture)), "checked arithmetic");

        int finallyCount = 0;
        try
        {
            Deep(40, ref finallyCount);
        }
        catch (InvalidOperationException exception)
        {
            checks.That(finallyCount == 40 && exception.StackTrace!.Contains("Deep", StringComparison.Ordinal), "finally blocks and stack trace");
        }

        for (int i = 0; i < 300; i++)
        {
            checks.That(Throws<NullReferenceException>(() => _ = Nothing()!.Length), "null reference " + i);
        }
    }

    private static void Deep(int depth, ref int count)
    {
        try
        {
            if (depth == 1)
            {
                throw new InvalidOperationException("bottom");
            }

            Deep(depth - 1, ref count);
        }
        finally
        {
            count++;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int a, int b) => a / b;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Index(int value) => value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int[] Three() => new int[3];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object Box(object value) => value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Nothing() => null;

    private static bool Throws<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
            return false;
        }
        catch (T)
        {
            return true;
        }
    }
}
