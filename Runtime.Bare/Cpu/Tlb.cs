// Translation cache invalidation on all CPUs. Xen does the other CPUs' part: one hypercall interrupts those physical CPUs that
// run a vCPU of this domain and returns when each has dropped its translations; a vCPU that does not run drops them before it
// does. So no vCPU waits for another one, and interrupts may be off everywhere.

using Runtime.Bare.Diagnostics;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Cpu;

/// <summary>Invalidates cached translations after a page-table entry was weakened or removed.</summary>
internal static class Tlb
{
    /// <summary>
    /// CPUs that run beside this one; 0 at boot. Set by who starts and stops them: raised before a CPU starts, lowered when
    /// it is down. While it is 0 the memory layer leaves out what only several CPUs need.
    /// </summary>
    internal static int OtherCpus { get; set; }

    /// <summary>Drops all translations, of upper levels as well, on all CPUs. Any context.</summary>
    internal static void FlushAll()
    {
        Instructions.WriteCr3(Instructions.ReadCr3());
        if (OtherCpus != 0)
        {
            long error = Hypercall.FlushTlbs();
            if (error != 0)
            {
                Panic.Fail("memory: Xen does not flush the other CPUs' translations"u8, (ulong)error);
            }
        }
    }
}
