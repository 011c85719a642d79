// The emulator does not tell Xen that XSAVE needs the vector registers (docs/adr/0009). Were dom0's kernel to use it, programs
// in dom0 would compute with registers of guests: xl would die now and then, and a guest's input or end be lost.

using System.Text;
using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>Vector registers stay their owner's.</summary>
[TestFixture]
public sealed class EmulatedCpuTests
{
    private const int Programs = 8;

    // The same sum of doubles again and again, by several processes that are switched: each must get it each time.
    private const string Sums =
        """
        cat > /tmp/sums.awk << 'end'
        BEGIN {
            for (round = 0; round < 60; round++) {
                sum = 0
                for (i = 1; i < 3000; i++) { x = i * 1.000001; sum += x / (x + 1.5) - 0.25 * x }
                if (round == 0) first = sum
                else if (sum != first) wrong++
            }
            print "wrong " wrong + 0
        }
        end
        for i in 1 2 3 4 5 6 7 8; do awk -f /tmp/sums.awk & done
        wait
        """;

    [Test]
    public async Task Dom0ComputesRightBesideABusyGuest()
    {
        using var end = new CancellationTokenSource();
        var busy = new GuestSpec
        {
            Name = "busy",
            KernelPath = Laboratory.Stress.KernelPath,
            Arguments = ["run", "--allocations", "1000000000", "--graphs", "8"],
            Environment = new Dictionary<string, string> { ["LIBOS_SLICE"] = "100-500" },
        };
        var started = new TaskCompletionSource();
        Task<GuestResult> running = Laboratory.Sandbox.RunAsync(busy, _ => started.TrySetResult(), end.Token);
        await Task.WhenAny(started.Task, running);
        var output = new StringBuilder();
        int status = await Laboratory.Sandbox.ExecuteAsync(Sums, null, bytes => output.Append(Encoding.UTF8.GetString(bytes)), CancellationToken.None);
        Assert.That(running.IsCompleted, Is.False, "the guest ran as long");
        await end.CancelAsync();
        Assert.CatchAsync<OperationCanceledException>(() => running);
        Assert.That(status, Is.Zero);
        Assert.That(output.ToString(), Is.EqualTo(string.Concat(Enumerable.Repeat("wrong 0\n", Programs))));
    }
}
