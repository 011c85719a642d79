// Four threads allocate, throw, fault and compute while the main thread collects: data stays right.

using System.Runtime.CompilerServices;

namespace Probe;

internal static class GcStress
{
    private const int Workers = 4;
    private const int Rounds = 600;

    public static void Run(Checks checks)
    {
        checks.Expect(Workers + 1);
        int running = Workers;
        var threads = new Thread[Workers];
        for (int i = 0; i < Workers; i++)
        {
            int seed = i;
            threads[i] = new Thread(() =>
            {
                checks.That(Work(seed) == 0, $"worker {seed} found damaged data");
                Interlocked.Decrement(ref running);
            });
            threads[i].Start();
        }

        int collections = 0;
        while (Volatile.Read(ref running) != 0)
        {
            GC.Collect(collections % 3);
            collections++;
            Thread.Sleep(2);
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        checks.That(collections > 5, "collections: " + collections);
        Console.WriteLine($"[probe] gc-stress: {collections} forced collections, {GC.CollectionCount(0)} in all");
    }

    private static int Work(int seed)
    {
        int bad = 0;
        var random = new Random(seed);
        var table = new Dictionary<int, string>();
        double value = 1;
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < 100; i++)
            {
                int key = random.Next(500);
                table[key] = "v" + key;
                value = Math.Sqrt((value * value) + 1);
            }

            foreach ((int key, string text) in table)
            {
                bad += text == "v" + key ? 0 : 1;
            }

            try
            {
                _ = Nothing()!.Length;
            }
            catch (NullReferenceException)
            {
            }

            var tree = new object[50];
            for (int i = 0; i < tree.Length; i++)
            {
                tree[i] = new int[i];
            }

            for (int i = 0; i < tree.Length; i++)
            {
                bad += ((int[])tree[i]).Length == i ? 0 : 1;
            }
        }

        return bad + (Math.Abs((value * value) - 1 - (Rounds * 100)) < 1e-3 ? 0 : 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Nothing() => null;
}
