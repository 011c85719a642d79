// An array of references to arrays, strings and boxed numbers, each compared with what its own seed makes.

using System.Globalization;

namespace Stress.Graphs;

/// <summary>A table of small objects.</summary>
internal sealed class TableGraph : Graph
{
    private const int MostRows = 120;
    private const int LongestRow = 200;

    private object[] _rows = [];
    private ulong[] _sums = [];

    public override int Build(ref RandomStream random)
    {
        int count = 1 + random.Below(MostRows);
        object[] rows = new object[count];
        ulong[] sums = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            rows[i] = Make(ref random, out sums[i]);
        }

        (_rows, _sums) = (rows, sums);
        return count + 2;
    }

    public override int Mutate(ref RandomStream random)
    {
        int count = 1 + random.Below(_rows.Length);
        for (int i = 0; i < count; i++)
        {
            int row = random.Below(_rows.Length);
            object fresh = Make(ref random, out ulong sum);
            _rows[row] = fresh;
            _sums[row] = sum;
        }

        return count;
    }

    public override bool IsIntact()
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            if (SumOf(_rows[i]) != _sums[i])
            {
                return false;
            }
        }

        return true;
    }

    // A reference to an object of the right kind in the wrong place.
    public override void Damage(ref RandomStream random)
    {
        int row = random.Below(_rows.Length);
        ulong old = _sums[row];
        do
        {
            _rows[row] = Make(ref random, out ulong sum);
            if (sum != old)
            {
                return;
            }
        }
        while (true);
    }

    private static object Make(ref RandomStream random, out ulong sum)
    {
        object made;
        switch (random.Below(4))
        {
            case 0:
                byte[] bytes = new byte[random.Below(LongestRow)];
                sum = Checksum.Fill(bytes, random.Next());
                return bytes;
            case 1:
                made = random.Next().ToString("x16", CultureInfo.InvariantCulture);
                break;
            case 2:
                made = random.Next();
                break;
            default:
                ulong[] numbers = new ulong[1 + random.Below(LongestRow / 8)];
                numbers.AsSpan().Fill(random.Next());
                made = numbers;
                break;
        }

        sum = SumOf(made);
        return made;
    }

    private static ulong SumOf(object row) => row switch
    {
        byte[] bytes => Checksum.Of(bytes),
        string text => Checksum.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan())),
        ulong number => Checksum.Mix(number),
        ulong[] numbers => Checksum.Add((ulong)numbers.Length, numbers.AsSpan().IndexOfAnyExcept(numbers[0]) < 0 ? numbers[0] : ~numbers[0]),
        _ => 0,
    };
}
