// Interrupts do not touch the 128 bytes below the stack pointer. Two threads spin in such code, so that upcalls and
// preemption hit it all the time.

using System.Runtime.InteropServices;

namespace Probe;

internal static partial class RedZone
{
    private const int Rounds = 40;
    private const ulong Turns = 500_000;

    public static void Run(Checks checks)
    {
        checks.Expect(2 * Rounds);
        var other = new Thread(() => Spin(checks, 0x1111_0000_0000));
        other.Start();
        Spin(checks, 0x2222_0000_0000);
        other.Join();
    }

    private static void Spin(Checks checks, ulong seed)
    {
        for (int i = 0; i < Rounds; i++)
        {
            int damaged = ProbeRedZone(seed + (ulong)i, Turns);
            checks.That(damaged == 0, $"{damaged} words of the red zone changed");
        }
    }

    [LibraryImport("probe", EntryPoint = "probe_red_zone")]
    private static partial int ProbeRedZone(ulong seed, ulong turns);
}
