// A minimal client of QEMU's control protocol: one JSON object per line, strictly request and answer.
// Read first: QEMU docs/interop/qmp-spec.txt.

using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace LibOS.Sandbox;

/// <summary>An open control connection. QEMU serves one at a time: keep it short.</summary>
internal sealed class QmpConnection : IDisposable
{
    private readonly StreamReader _reader;
    private readonly NetworkStream _stream;

    private QmpConnection(NetworkStream stream)
    {
        _stream = stream;
        _reader = new StreamReader(stream, Encoding.UTF8);
    }

    /// <summary>Connects and leaves the negotiation mode.</summary>
    /// <exception cref="SocketException">Nobody listens.</exception>
    public static async Task<QmpConnection> ConnectAsync(string path, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var connection = new QmpConnection(new NetworkStream(socket, ownsSocket: true));
        await connection._reader.ReadLineAsync(ct); // greeting
        await connection.ExecuteAsync("qmp_capabilities", null, ct);
        return connection;
    }

    /// <summary>Executes a command and returns its "return" member; events in between are skipped.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="argumentsJson">Its arguments as a JSON object, or null.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="SandboxException">QEMU refused, or is gone.</exception>
    public async Task<JsonElement> ExecuteAsync(string command, string? argumentsJson, CancellationToken ct)
    {
        string tail = argumentsJson is null ? "" : $",\"arguments\":{argumentsJson}";
        await _stream.WriteAsync(Encoding.UTF8.GetBytes($"{{\"execute\":\"{command}\"{tail}}}\n"), ct);
        while (await _reader.ReadLineAsync(ct) is { } line)
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("return", out JsonElement value))
            {
                return value.Clone();
            }

            if (document.RootElement.TryGetProperty("error", out JsonElement error))
            {
                throw new SandboxException($"QEMU refused {command}", error.GetProperty("desc").GetString());
            }
        }

        throw new SandboxException("QEMU closed its control connection", $"during {command}");
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
