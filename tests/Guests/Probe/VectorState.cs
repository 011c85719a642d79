// Vector registers survive preemption, their AVX halves included.

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Probe;

internal static partial class VectorState
{
    private const int Rounds = 30;
    private const ulong Turns = 500_000;

    public static void Run(Checks checks)
    {
        checks.Expect(2 * 2 * Rounds);
        Console.WriteLine($"AVX2 is {(Avx2.IsSupported ? "on" : "off")}");
        var other = new Thread(() => Spin(checks, 0x1111_2222_3333_4444));
        other.Start();
        Spin(checks, 0x5555_6666_7777_8888);
        other.Join();
    }

    private static void Spin(Checks checks, ulong seed)
    {
        for (int i = 0; i < Rounds; i++)
        {
            checks.That(ProbeSse(seed + (ulong)i, Turns) == 0, "xmm registers kept");
            checks.That(!Avx2.IsSupported || ProbeAvx(seed + (ulong)i, Turns) == 0, "ymm registers kept");
        }
    }

    [LibraryImport("probe", EntryPoint = "probe_vector_sse")]
    private static partial int ProbeSse(ulong seed, ulong turns);

    [LibraryImport("probe", EntryPoint = "probe_vector_avx")]
    private static partial int ProbeAvx(ulong seed, ulong turns);
}
