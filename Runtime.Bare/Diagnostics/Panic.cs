// The end when an invariant of ours is broken: a named message, where it happened, and the domain crashes.

using System.Diagnostics.CodeAnalysis;
using Runtime.Bare.Cpu;

namespace Runtime.Bare.Diagnostics;

/// <summary>Stops the guest with a report. Any context; does not return.</summary>
internal static unsafe class Panic
{
    /// <summary>Stops with a message.</summary>
    [DoesNotReturn]
    internal static void Fail(ReadOnlySpan<byte> message)
    {
        CrashReport report = new();
        report.Begin(message);
        report.End(Instructions.StackPointer(), 0);
    }

    /// <summary>Stops with a message and a value.</summary>
    [DoesNotReturn]
    internal static void Fail(ReadOnlySpan<byte> message, ulong value)
    {
        CrashReport report = new();
        report.Begin(message);
        report.Value("value"u8, value);
        report.End(Instructions.StackPointer(), 0);
    }
}
