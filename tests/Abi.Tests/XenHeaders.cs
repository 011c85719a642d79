// The public headers of Xen that the guest's sources mirror.

namespace Abi.Tests;

/// <summary>Programs over libxen-dev.</summary>
internal static class XenHeaders
{
    internal static HeaderProgram Create() => new(
        "#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__",
        "stdint.h",
        "string.h",
        "xen/xen.h",
        "xen/version.h",
        "xen/features.h",
        "xen/sched.h",
        "xen/vcpu.h",
        "xen/memory.h",
        "xen/event_channel.h",
        "xen/grant_table.h",
        "xen/elfnote.h",
        "xen/hvm/hvm_op.h",
        "xen/hvm/hvm_vcpu.h",
        "xen/hvm/params.h",
        "xen/arch-x86/hvm/start_info.h",
        "xen/arch-x86/cpuid.h",
        "xen/io/console.h",
        "xen/io/xs_wire.h",
        "xen/io/xenbus.h",
        "xen/io/ring.h",
        "xen/io/netif.h",
        "xen/io/blkif.h");
}
