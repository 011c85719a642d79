// One request to dom0's agent over one slot. The protocol is described at the top of Image/dom0-init.sh.

using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace LibOS.Sandbox;

/// <summary>Talks to one slot of dom0's agent.</summary>
internal sealed class SlotConnection : IDisposable
{
    private readonly Socket _socket;

    private SlotConnection(Socket socket)
    {
        _socket = socket;
    }

    /// <summary>Connects to a slot's socket.</summary>
    public static async Task<SlotConnection> ConnectAsync(string path, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
            return new SlotConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends one request and carries its streams until it is complete.</summary>
    /// <param name="verb">What to do (the agent's case statement).</param>
    /// <param name="argument">Its one argument, without blanks.</param>
    /// <param name="input">Standard input of the request, or null.</param>
    /// <param name="output">Gets the output as it comes; the memory is valid during the call.</param>
    /// <param name="ct">Cancels; the slot is then out of step and must not be used again.</param>
    /// <returns>The report: the values of each key in the order in which they came.</returns>
    /// <exception cref="SandboxException">The machine went away.</exception>
    public async Task<ILookup<string, string>> ExchangeAsync(string verb, string argument, Stream? input, Action<ReadOnlySpan<byte>>? output, CancellationToken ct)
    {
        string token = "\x1e" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        byte[] mark = Encoding.ASCII.GetBytes(token + "\n");
        await _socket.SendAsync(Encoding.UTF8.GetBytes($"{verb} {argument} {token}\n"), ct);

        using var inputEnd = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task feeder = input is null ? Task.CompletedTask : FeedAsync(input, inputEnd.Token);
        byte[] buffer = new byte[1 << 16];
        byte[] rest = await PassAsync(new MarkSplitter(mark), buffer, null, ct);
        var splitter = new MarkSplitter(mark);
        splitter.Feed(rest, output);
        rest = await PassAsync(splitter, buffer, output, ct);

        // Input must be at rest before the acknowledgement, or a late byte would follow it.
        await inputEnd.CancelAsync();
        await feeder;

        var report = new MemoryStream();
        report.Write(rest);
        while (report.GetBuffer().AsSpan(0, (int)report.Length).IndexOf(mark) < 0)
        {
            report.Write(buffer.AsSpan(0, await ReceiveAsync(buffer, ct)));
        }

        // The agent throws away what it has not read up to this line, and confirms.
        await _socket.SendAsync(Encoding.ASCII.GetBytes($"\n{token}\n"), ct);
        await ReceiveAsync(buffer, ct);
        string text = Encoding.UTF8.GetString(report.GetBuffer(), 0, (int)report.Length);
        return text.Split('\n').Where(line => line.Contains(' ', StringComparison.Ordinal))
            .ToLookup(line => line[..line.IndexOf(' ')], line => line[(line.IndexOf(' ') + 1)..]);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    // Passes on what precedes the mark; returns what came behind it so far.
    private async Task<byte[]> PassAsync(MarkSplitter splitter, byte[] buffer, Action<ReadOnlySpan<byte>>? output, CancellationToken ct)
    {
        while (!splitter.Found)
        {
            int count = await ReceiveAsync(buffer, ct);
            splitter.Feed(buffer.AsSpan(0, count), output);
        }

        return splitter.Rest;
    }

    private async Task FeedAsync(Stream input, CancellationToken ct)
    {
        byte[] buffer = new byte[4096];
        try
        {
            int count;
            while ((count = await input.ReadAsync(buffer, ct).AsTask().WaitAsync(ct)) > 0)
            {
                await _socket.SendAsync(buffer.AsMemory(0, count), CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            // The request ended first.
        }
    }

    private async Task<int> ReceiveAsync(Memory<byte> buffer, CancellationToken ct)
    {
        int count;
        try
        {
            count = await _socket.ReceiveAsync(buffer, ct);
        }
        catch (SocketException error)
        {
            throw new SandboxException("the sandbox went away", error.Message, null, error);
        }

        return count > 0 ? count : throw new SandboxException("the sandbox went away", "its connection ended in the middle of a request");
    }
}
