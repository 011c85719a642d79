// This process's standard input as what is typed at a guest's console.

namespace LibOS.Tool;

/// <summary>A console has no end of file: when the input ends, something is typed that means the same there.</summary>
internal sealed class ConsoleInput : Stream
{
    private readonly Stream _input;
    private byte[]? _end;

    /// <param name="input">Standard input.</param>
    /// <param name="end">Typed once when it ends, at most 64 bytes: Ctrl-D for a console, "exit" for a shell.</param>
    public ConsoleInput(Stream input, ReadOnlySpan<byte> end)
    {
        _input = input;
        _end = end.ToArray();
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = _end is null ? 0 : _input.Read(buffer, offset, count);
        if (read > 0 || _end is null)
        {
            return read;
        }

        read = _end.Length;
        _end.CopyTo(buffer, offset);
        _end = null;
        return read;
    }

    // Reading a terminal cannot be cancelled: it happens on a thread that may be left behind when the guest ends.
    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] piece = new byte[buffer.Length];
        return new ValueTask<int>(Task.Run(
            () =>
            {
                int count = Read(piece, 0, piece.Length);
                piece.AsSpan(0, count).CopyTo(buffer.Span);
                return count;
            },
            cancellationToken));
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
