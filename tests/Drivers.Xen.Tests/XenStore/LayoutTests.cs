using System.Linq;
using Abi.Tests;
using Drivers.Xen.Control;
using Drivers.Xen.XenStore;
using NUnit.Framework;

namespace Drivers.Xen.Tests.XenStore;

/// <summary>Our mirrors against the C headers.</summary>
public sealed class LayoutTests
{
    private static readonly StructureMirror s_page = new(
        "struct xenstore_domain_interface",
        typeof(XenStoreDomainInterface),
        true,
        ("req", nameof(XenStoreDomainInterface.Requests)),
        ("rsp", nameof(XenStoreDomainInterface.Responses)),
        ("req_cons", nameof(XenStoreDomainInterface.RequestConsumer)),
        ("req_prod", nameof(XenStoreDomainInterface.RequestProducer)),
        ("rsp_cons", nameof(XenStoreDomainInterface.ResponseConsumer)),
        ("rsp_prod", nameof(XenStoreDomainInterface.ResponseProducer)),
        ("server_features", nameof(XenStoreDomainInterface.ServerFeatures)),
        ("connection", nameof(XenStoreDomainInterface.Connection)),
        ("error", nameof(XenStoreDomainInterface.Error)));

    private static readonly HeaderProgram s_headers = XenHeaders.Create();

    private static readonly TestCaseData[] s_cases =
    [
        .. s_page.Comparisons()
            .Concat(Enum.GetValues<StoreMessageType>().Select(type => ($"{type}", $"{type}", (long)type)))
            .Append(("payload", "XENSTORE_PAYLOAD_MAX", StoreMessageHeader.PayloadLimit))
            .Append(("header", "sizeof(struct xsd_sockmsg)", StoreMessageHeader.SizeBytes))
            .Append(("ring", "XENSTORE_RING_SIZE", XenStoreDomainInterface.XENSTORE_RING_SIZE))
            .Append(("poweroff", "SHUTDOWN_poweroff", ControlRequests.SHUTDOWN_poweroff))
            .Append(("reboot", "SHUTDOWN_reboot", ControlRequests.SHUTDOWN_reboot))
            .Append(("crash", "SHUTDOWN_crash", ControlRequests.SHUTDOWN_crash))
            .Select(comparison => new TestCaseData(s_headers.Ask(comparison.Item2), comparison.Item3).SetName(comparison.Item1)),
    ];

    [TestCaseSource(nameof(s_cases))]
    public void OursIsTheirs(string expression, long ours) => Assert.That(ours, Is.EqualTo(s_headers.ValueOf(expression)));

    [Test]
    public void EveryFieldIsCompared() => Assert.That(s_page.Uncompared(), Is.Empty);
}
