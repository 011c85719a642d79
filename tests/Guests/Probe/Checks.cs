// Counts checks, so that a probe that ends early does not pass.

namespace Probe;

internal sealed class Checks(string name)
{
    private int _passed;
    private int _failed;
    private int _expected = -1;

    /// <summary>States how many checks there are; fewer or more fail the probe.</summary>
    public void Expect(int count) => _expected = count;

    public void That(bool condition, string what)
    {
        if (condition)
        {
            Interlocked.Increment(ref _passed);
            return;
        }

        Interlocked.Increment(ref _failed);
        Console.WriteLine($"[probe] {name}: FAILED: {what}");
    }

    public int Finish()
    {
        if (_failed != 0 || _passed != _expected)
        {
            Console.WriteLine($"[probe] {name}: {_passed} checks passed, {_failed} failed, {_expected} expected");
            return 1;
        }

        Console.WriteLine($"[probe] {name}: {_passed} checks passed");
        return 0;
    }
}
