// Exceptions that begin as a trap of the CPU.

using System.Runtime.CompilerServices;

namespace Conformance.Faults;

/// <summary>Null, division, overflow, and what lies beside them.</summary>
internal static class HardwareChecks
{
    private static volatile string? s_null;
    private static volatile int s_zero;
    private static long s_longZero;

    public static void Run(Area area)
    {
        area.Check("null.field", () => Null<Holder>()!.Number);
        area.Check("null.far-field", () => Null<Big>()!.Last);
        area.Check("null.write", () => { Null<Holder>()!.Number = 1; return null; });
        area.Check("null.method", () => s_null!.Length);
        area.Check("null.virtual", () => Null<object>()!.ToString());
        area.Check("null.interface", () => Null<IComparable>()!.CompareTo(null));
        area.Check("null.array-length", () => Null<int[]>()!.Length);
        area.Check("null.array-element", () => Null<int[]>()![3]);
        area.Check("null.array-store", () => { Null<object[]>()![0] = "x"; return null; });
        area.Check("null.delegate", () => Null<Func<int>>()!());
        area.Check("null.unbox", () => (int)Null<object>()!);
        area.Check("null.throw", () => throw Null<Exception>()!);
        area.Check("null.lock", () => { lock (Null<object>()!) { return null; } });
        area.Check("null.by-ref", () => { ref int number = ref Null<Holder>()!.Number; return number; });
        area.Check("null.struct-copy", () => Null<Holder>()!.Pair);
        area.Check("null.in-callee", () => Deep(20));
        area.Check("null.many", () => { int caught = 0; for (int i = 0; i < 1000; i++) { try { caught += s_null!.Length; } catch (NullReferenceException) { caught++; } } return caught; });
        area.Check("null.in-finally", () => { try { try { throw new InvalidOperationException("first"); } finally { _ = s_null!.Length; } } catch (Exception e) { return Area.Describe(e); } });
        area.Check("null.in-filter", () => { try { throw new InvalidOperationException("filtered"); } catch (InvalidOperationException) when (s_null!.Length > 0) { return "filter true"; } catch (InvalidOperationException e) { return e.Message; } });
        area.Check("null.on-thread", () => { string? seen = null; var t = new Thread(() => { try { _ = s_null!.Length; } catch (NullReferenceException e) { seen = e.Message; } }); t.Start(); t.Join(); return seen; });
        area.Check("null.many-threads", () => { int caught = 0; Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() => { for (int i = 0; i < 200; i++) { try { _ = s_null!.Length; } catch (NullReferenceException) { Interlocked.Increment(ref caught); } } }))]; Array.ForEach(threads, t => t.Start()); Array.ForEach(threads, t => t.Join()); return caught; });
        area.Check("null.keeps-registers", Registers);
        area.Check("null.small-pointer", () => { unsafe { return *(int*)8; } });
        area.Check("divide.int", () => 7 / s_zero);
        area.Check("divide.modulo", () => 7 % s_zero);
        area.Check("divide.long", () => 7L / s_longZero);
        area.Check("divide.min-by-minus-one", () => int.MinValue / (s_zero - 1));
        area.Check("divide.long-min", () => long.MinValue / (s_longZero - 1));
        area.Check("divide.modulo-min", () => int.MinValue % (s_zero - 1));
        area.Check("divide.decimal", () => 1m / s_zero);
        area.Check("divide.double", () => 1.0 / s_zero);
        area.Check("divide.big", () => System.Numerics.BigInteger.One / s_zero);
        area.Check("divide.math", () => Math.DivRem(5, s_zero).Quotient);
        area.Check("overflow.add", () => checked(int.MaxValue + (1 + s_zero)));
        area.Check("overflow.multiply", () => checked(long.MaxValue * (2 + s_longZero)));
        area.Check("overflow.convert", () => checked((byte)(300 + s_zero)));
        area.Check("overflow.convert-double", () => checked((int)(1e20 + s_zero)));
        area.Check("overflow.negate", () => Math.Abs(int.MinValue + s_zero));
        area.Check("overflow.unchecked", () => unchecked(int.MaxValue + (1 + s_zero)));
        area.Check("bounds.high", () => Three()[3 + s_zero]);
        area.Check("bounds.negative", () => Three()[s_zero - 1]);
        area.Check("bounds.span", () => { Span<int> span = [1, 2]; return span[2 + s_zero]; });
        area.Check("bounds.slice", () => "abc".AsSpan(4 + s_zero).Length);
        area.Check("bounds.string", () => "abc"[3 + s_zero]);
        area.Check("cast.invalid", () => (string)(object)new Holder());
        area.Check("cast.unbox", () => (long)(object)5);
        area.Check("cast.array-store", () => { object[] array = new string[1]; array[0] = new Holder(); return null; });
        area.Check("float.no-trap", () => (0.0 / s_zero, Math.Sqrt(-1 + s_zero), double.MaxValue * 10, (int)(float.NaN + s_zero) == 0));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static T? Null<T>() where T : class => null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deep(int depth) => depth == 0 ? s_null!.Length : Deep(depth - 1) + 1;

    private static int[] Three() => new int[3];

    // Values that live in registers across the trap, in both kinds.
    private static object? Registers()
    {
        long a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;
        double x = 1.5, y = 2.5, z = 3.5;
        for (int i = 0; i < 100; i++)
        {
            try
            {
                a += b;
                x += y;
                _ = s_null!.Length;
            }
            catch (NullReferenceException)
            {
                c += d + e + f;
                z += x;
            }
        }

        return (a, b, c, d, e, f, x, y, z);
    }

    private sealed class Holder
    {
        public int Number;
        public (long, long) Pair;
    }

    [InlineArray(5000)]
    private struct Space
    {
        private long _first;
    }

    private sealed class Big
    {
        public Space Space;
        public int Last;
    }
}
