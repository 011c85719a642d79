using LibOS.Vfs;
using NUnit.Framework;

namespace LibOS.Tests.Vfs;

/// <summary>An interrupt breaks no operation on files, and is not lost.</summary>
public sealed class GateTests
{
    [Test]
    public void AnInterruptIsRaisedBehindTheOperation([Values] bool whileEntering)
    {
        var gate = new Gate();
        using var begun = new ManualResetEventSlim();
        bool isDone = false;
        string seen = "";
        if (whileEntering)
        {
            gate.Enter();
        }

        var thread = new Thread(() =>
        {
            begun.Set();
            gate.Enter();
            while (!Volatile.Read(ref isDone))
            {
                gate.Wait();
            }

            seen = "done";
            gate.Exit();
            try
            {
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException)
            {
                seen += ", interrupted";
            }
        });
        thread.Start();
        begun.Wait();
        thread.Interrupt();
        if (!whileEntering)
        {
            gate.Enter();
        }

        Volatile.Write(ref isDone, true);
        gate.Pulse();
        gate.Exit();
        thread.Join();
        Assert.That(seen, Is.EqualTo("done, interrupted"));
    }

    [Test]
    public void AWaitEndsByItself()
    {
        var gate = new Gate();
        gate.Enter();
        gate.Wait(1);
        gate.Exit();
        Assert.Pass("nobody pulsed");
    }
}
