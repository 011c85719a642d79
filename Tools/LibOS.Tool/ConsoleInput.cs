// This process's standard input as what is typed at a guest's console.

using LibOS.Sandbox;

namespace LibOS.Tool;

/// <summary>A console has no end of file: when a redirected input ends, Ctrl-D is typed once, as a person would.</summary>
internal sealed class ConsoleInput : Stream
{
    private readonly Stream _input;
    private readonly bool _typeEnd;
    private bool _ended;

    /// <param name="input">Standard input.</param>
    /// <param name="redirected">True when it is a file or a pipe; a terminal sends its own Ctrl-D.</param>
    public ConsoleInput(Stream input, bool redirected)
    {
        _input = input;
        _typeEnd = redirected;
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
        int read = _ended ? 0 : _input.Read(buffer, offset, count);
        if (read == 0 && !_ended)
        {
            _ended = true;
            if (_typeEnd)
            {
                buffer[offset] = GuestSpec.EndOfInput;
                return 1;
            }
        }

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
