// The twin of Diagnostics/Panic.cs: on the host a broken invariant is an exception that a test can expect.

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Runtime.Bare.Diagnostics;

/// <summary>Throws where the guest would stop.</summary>
internal static class Panic
{
    /// <summary>Throws with a message.</summary>
    [DoesNotReturn]
    internal static void Fail(ReadOnlySpan<byte> message) => throw new PanicException(Encoding.UTF8.GetString(message), 0);

    /// <summary>Throws with a message and a value.</summary>
    [DoesNotReturn]
    internal static void Fail(ReadOnlySpan<byte> message, ulong value) =>
        throw new PanicException(Encoding.UTF8.GetString(message), value);
}

/// <summary>The guest would have stopped with this message.</summary>
public sealed class PanicException : Exception
{
    internal PanicException(string message, ulong value)
        : base(message) => Value = value;

    /// <summary>The value that the report would show.</summary>
    public ulong Value { get; }
}
