// qsort(3) and div(3). ISO C99 7.20.5.2 and 7.20.6.2.

using System.Runtime;
using Runtime.Bare.Cpu;

namespace Runtime.Bare.Libc;

/// <summary>Sorting by a C function. Any context that the function may be called in.</summary>
internal static unsafe class Sorting
{
    /// <summary>qsort: heapsort (Williams 1964), in place and O(n log n) whatever the order; it is not stable, as C allows.</summary>
    [RuntimeExport("qsort")]
    private static void Sort(byte* array, nuint count, nuint size, void* compare)
    {
        for (nuint root = count / 2; root > 0; root--)
        {
            SiftDown(array, root - 1, count, size, compare);
        }

        for (nuint end = count; end > 1; end--)
        {
            Swap(array, array + ((end - 1) * size), size);
            SiftDown(array, 0, end - 1, size, compare);
        }
    }

    /// <summary>div: quotient in the lower half of the result and remainder in the upper, as div_t is returned.</summary>
    [RuntimeExport("div")]
    private static ulong Divide(int numerator, int denominator) =>
        (uint)(numerator / denominator) | ((ulong)(uint)(numerator % denominator) << 32);

    private static void SiftDown(byte* array, nuint root, nuint count, nuint size, void* compare)
    {
        while ((2 * root) + 1 < count)
        {
            nuint child = (2 * root) + 1;
            if (child + 1 < count && IsLess(array + (child * size), array + ((child + 1) * size), compare))
            {
                child++;
            }

            if (!IsLess(array + (root * size), array + (child * size), compare))
            {
                return;
            }

            Swap(array + (root * size), array + (child * size), size);
            root = child;
        }
    }

    private static bool IsLess(byte* left, byte* right, void* compare) => (int)Instructions.Call(compare, (ulong)left, (ulong)right, 0) < 0;

    private static void Swap(byte* left, byte* right, nuint size)
    {
        for (nuint i = 0; i < size; i++)
        {
            byte value = left[i];
            left[i] = right[i];
            right[i] = value;
        }
    }
}
