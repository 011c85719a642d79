using System.Collections.Generic;
using System.Linq;
using Drivers.Xen.Control;
using Drivers.Xen.Tests.Twin;
using Drivers.Xen.XenStore;
using NUnit.Framework;

namespace Drivers.Xen.Tests.Control;

/// <summary>The protocol at control/.</summary>
public sealed class ControlRequestsTests
{
    private StoreDouble _other = null!;
    private Recorder _target = null!;
    private ControlRequests _requests = null!;

    [SetUp]
    public void SetUp()
    {
        _other = new StoreDouble();
        _other.Nodes["control/shutdown"] = "";
        _target = new Recorder(_other);
        _requests = new ControlRequests(_other.Store, _target);
    }

    [TearDown]
    public void TearDown() => _other.Dispose();

    [Test]
    public void SaysWhatItCanDo()
    {
        Begin();
        Assert.That(_other.Nodes.Where(node => node.Key.StartsWith("control/feature-", StringComparison.Ordinal)).Select(node => $"{node.Key}={node.Value}"), Is.EqualTo(new[] { "control/feature-poweroff=1", "control/feature-reboot=1" }));
        Assert.That(_target.Done, Is.Empty, "the watch's first event asks for nothing");
    }

    [TestCase("poweroff", "terminate")]
    [TestCase("halt", "terminate")]
    [TestCase("reboot", "terminate and restart")]
    public void RequestsAreAcknowledgedFirst(string request, string done)
    {
        Begin();
        Ask("control/shutdown", request);
        Assert.That(_target.Done, Is.EqualTo(new[] { done + ", acknowledged" }));
        _requests.Serve();
        Assert.That(_target.Done, Has.Count.EqualTo(1), "once");
    }

    [Test]
    public void ARequestFromBeforeTheWatchIsServed()
    {
        _other.Nodes["control/shutdown"] = "poweroff";
        Begin();
        Assert.That(_target.Done, Is.EqualTo(new[] { "terminate, acknowledged" }));
    }

    [Test]
    public void ACollidingTransactionIsDoneAgain()
    {
        Begin();
        _other.Conflicts = 3;
        Ask("control/shutdown", "poweroff");
        Assert.That(_target.Done, Is.EqualTo(new[] { "terminate, acknowledged" }));
        Assert.That(_other.Requests.Count(request => request == "XS_TRANSACTION_START |"), Is.EqualTo(4));
    }

    [Test]
    public void ARequestThatWasTakenBackIsNotServed()
    {
        Begin();
        int reads = 0;
        _other.Lie = (type, id, _) => type == (uint)StoreMessageType.XS_READ && ++reads == 2 ? StoreDouble.Message(type, id, []) : null;
        Ask("control/shutdown", "reboot");
        Assert.That(_target.Done, Is.Empty);
        Assert.That(_other.Requests[^2], Is.EqualTo("XS_TRANSACTION_END F|"), "nothing was written");
    }

    [TestCase("suspend", "suspend")]
    [TestCase("dance\u001b[2J", "dance?[2J")]
    public void AnUnknownRequestIsNamedOnceAndLeft(string request, string named)
    {
        Begin();
        Ask("control/shutdown", request);
        Ask("control/other", "");
        Assert.That(_target.Done, Is.EqualTo(new[] { $"the host asks for \"{named}\", which this guest cannot do" }));
        Assert.That(_other.Nodes["control/shutdown"], Is.EqualTo(request));
        Ask("control/shutdown", "");
        Ask("control/shutdown", request);
        Assert.That(_target.Done, Has.Count.EqualTo(2), "asked again, said again");
    }

    [TestCase("b", "end 1, acknowledged")]
    [TestCase("o", "end 0, acknowledged")]
    [TestCase("c", "end 3, acknowledged")]
    [TestCase("x", "sysrq \"x\": b restarts, o powers off, c crashes with a report")]
    public void KeysAreAcknowledged(string key, string done)
    {
        Begin();
        Ask("control/sysrq", key);
        Assert.That(_target.Done, Is.EqualTo(new[] { done }));
        Assert.That(_other.Nodes["control/sysrq"], Is.Empty);
    }

    [Test]
    public void WithoutAStoreThereIsNoControlAndNoHarm()
    {
        _other.Lie = (_, id, _) => StoreDouble.Message((uint)StoreMessageType.XS_ERROR, id, "EACCES\0"u8);
        Assert.That(_requests.Begin(), Is.EqualTo(StoreError.EACCES));
        _requests.Serve();
        Assert.That(_target.Done, Is.Empty);
    }

    private void Begin()
    {
        Assert.That(_requests.Begin(), Is.EqualTo(StoreError.None));
        _requests.Serve();
    }

    private void Ask(string path, string value)
    {
        _other.Change(path, value);
        _requests.Serve();
    }

    private sealed class Recorder(StoreDouble other) : IControlTarget
    {
        public List<string> Done { get; } = [];

        private string Acknowledged => other.Nodes["control/shutdown"].Length == 0 && other.Nodes.GetValueOrDefault("control/sysrq", "").Length == 0 ? "acknowledged" : "not acknowledged";

        public void Terminate(bool restarts) => Done.Add($"terminate{(restarts ? " and restart" : "")}, {Acknowledged}");

        public void EndNow(uint reason) => Done.Add($"end {reason}, {Acknowledged}");

        public void Say(string line) => Done.Add(line);
    }
}
