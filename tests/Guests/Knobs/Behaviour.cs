// Settings that nothing reports show in what the collector does.

using System.Runtime.CompilerServices;

namespace Knobs;

/// <summary>Small experiments with the collector.</summary>
internal static class Behaviour
{
    private const int MiB = 1 << 20;

    /// <summary>Bytes of the largest array, in steps of 1000, that is not a large object.</summary>
    public static int LargestSmallObject()
    {
        int length = 50_000;
        while (length < 1_000_000 && GC.GetGeneration(new byte[length + 1000]) == 0)
        {
            length += 1000;
        }

        return length;
    }

    /// <summary>Collections that 64 MiB of small garbage cause: the size of the youngest generation.</summary>
    public static int CollectionsFor64MiB()
    {
        int before = GC.CollectionCount(0);
        for (int i = 0; i < 64 * MiB / 1024; i++)
        {
            GC.KeepAlive(new byte[1000]);
        }

        return GC.CollectionCount(0) - before;
    }

    /// <summary>MiB of living arrays at the first OutOfMemoryException.</summary>
    public static int MiBUntilOutOfMemory()
    {
        int reached = Fill();
        GC.Collect();
        return reached;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Fill()
    {
        byte[]?[] kept = new byte[]?[4096];
        int count = 0;
        try
        {
            while (count < kept.Length)
            {
                kept[count] = new byte[MiB];
                count++;
            }
        }
        catch (OutOfMemoryException)
        {
        }

        return count;
    }
}
