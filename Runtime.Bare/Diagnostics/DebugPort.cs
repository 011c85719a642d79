// Port 0xE9: Xen prints what is written there as "(d<N>) text" (with guest_loglvl=all), QEMU with -debugcon. Each byte is
// a VM exit, so it serves bring-up and crash reports only; it needs no page, no ring and no event.

using Runtime.Bare.Cpu;

namespace Runtime.Bare.Diagnostics;

/// <summary>The output that always works.</summary>
internal static class DebugPort
{
    private const ushort Port = 0xE9;

    /// <summary>Writes text. Any context.</summary>
    internal static void Write(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            Instructions.WritePort8(Port, text[i]);
        }
    }
}
