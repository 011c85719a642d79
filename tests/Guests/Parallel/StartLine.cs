// A barrier for threads that shall begin in the same moment: they spin, so that each starts within a few instructions of the last
// one's arrival. Where there are fewer CPUs than threads, and after a while in any case (a hypervisor may have fewer for us than
// it says), they give way instead.

namespace Parallel;

/// <summary>A barrier of so many threads, for any number of rounds.</summary>
internal sealed class StartLine(int threads)
{
    private const int Yields = 64;

    private readonly int _spins = Environment.ProcessorCount >= threads ? 400 : 0;
    private int _arrived;
    private int _round;

    /// <summary>Returns when all have called it.</summary>
    public void Cross()
    {
        int round = Volatile.Read(ref _round);
        if (Interlocked.Increment(ref _arrived) == threads)
        {
            Volatile.Write(ref _arrived, 0);
            Volatile.Write(ref _round, round + 1);
            return;
        }

        for (int turn = 0; Volatile.Read(ref _round) == round; turn++)
        {
            GiveWay(turn, _spins);
        }
    }

    private static void GiveWay(int turn, int spins)
    {
        if (turn < spins)
        {
            Thread.SpinWait(1);
        }
        else if (turn < spins + Yields)
        {
            Thread.Yield();
        }
        else
        {
            Thread.Sleep(1);
        }
    }
}
