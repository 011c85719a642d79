using System.Collections.Generic;
using Drivers.Xen.Control;
using Drivers.Xen.Tests.Twin;
using Drivers.Xen.XenStore;
using NUnit.Framework;

namespace Drivers.Xen.Tests.Control;

/// <summary>The protocol at cpu/.</summary>
public sealed class CpuAvailabilityTests
{
    private StoreDouble _other = null!;
    private Recorder _target = null!;
    private CpuAvailability _cpus = null!;

    [SetUp]
    public void SetUp()
    {
        _other = new StoreDouble();
        _target = new Recorder { Limit = 4 };
        _cpus = new CpuAvailability(_other.Store, _target);
        for (int cpu = 0; cpu < 4; cpu++)
        {
            _other.Nodes[$"cpu/{cpu}/availability"] = cpu < 2 ? "online" : "offline";
        }
    }

    [TearDown]
    public void TearDown() => _other.Dispose();

    [Test]
    public void FollowsTheStartAndEachChange()
    {
        Begin();
        Assert.That(_target.Online, Is.EquivalentTo(new[] { 0, 1 }));
        Set(3, "online");
        Assert.That(_target.Online, Is.EquivalentTo(new[] { 0, 1, 3 }));
        Set(1, "offline");
        Assert.That(_target.Online, Is.EquivalentTo(new[] { 0, 3 }));
        Assert.That(_target.Said, Is.Empty);
    }

    [Test]
    public void ComersAreServedBeforeGoers()
    {
        Begin();
        _target.Done.Clear();
        _other.Change("cpu/1/availability", "offline");
        _other.Change("cpu/2/availability", "online");
        _cpus.Serve();
        Assert.That(_target.Done, Is.EqualTo(new[] { "+2", "-1" }));
    }

    [TestCase("")]
    [TestCase("Online")]
    [TestCase("offline\n")]
    [TestCase("\u001b[2J")]
    public void AnotherValueChangesNothing(string value)
    {
        Begin();
        _target.Done.Clear();
        Set(1, value);
        Assert.That(_target.Done, Is.Empty);
        Assert.That(_target.Online, Does.Contain(1));
    }

    [Test]
    public void AVanishedNodeChangesNothing()
    {
        Begin();
        _other.Nodes.Remove("cpu/1/availability");
        _other.Change("cpu/2/availability", "offline");
        _cpus.Serve();
        Assert.That(_target.Online, Does.Contain(1));
    }

    [Test]
    public void NumbersBeyondTheLimitAreNotAskedFor()
    {
        Begin();
        _target.Done.Clear();
        _other.Change("cpu/4/availability", "online");
        _other.Change("cpu/-1/availability", "online");
        _cpus.Serve();
        Assert.That(_target.Done, Is.Empty);
    }

    [Test]
    public void ARefusalIsSaidOnce()
    {
        Begin();
        Set(0, "offline");
        _other.Change("cpu/9/availability", "x");
        _cpus.Serve();
        Assert.That(_target.Said, Is.EqualTo(new[] { "vCPU 0 does not go offline: it is the one that booted, and stays" }));
    }

    [Test]
    public void ADomainOfOneDoesNotWatch()
    {
        _target.Limit = 1;
        Begin();
        Assert.That(_other.Requests, Is.Empty);
        Assert.That(_target.Done, Is.Empty);
    }

    private void Begin()
    {
        Assert.That(_cpus.Begin(), Is.EqualTo(StoreError.None));
        _cpus.Serve();
    }

    private void Set(int cpu, string value)
    {
        _other.Change($"cpu/{cpu}/availability", value);
        _cpus.Serve();
    }

    private sealed class Recorder : ICpuTarget
    {
        public int Limit { get; set; }

        internal HashSet<int> Online { get; } = [0];

        internal List<string> Done { get; } = [];

        internal List<string> Said { get; } = [];

        public int SetOnline(int cpu, bool online)
        {
            const int EBUSY = 16;
            if (Online.Contains(cpu) == online)
            {
                return 0;
            }

            if (cpu == 0)
            {
                return EBUSY;
            }

            Done.Add((online ? "+" : "-") + cpu);
            _ = online ? Online.Add(cpu) : Online.Remove(cpu);
            return 0;
        }

        public void Say(string line) => Said.Add(line);
    }
}
