// TLS without a network: SslStream over two pipes of the same process, with OpenSSL's libssl behind it.

using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Conformance;

var area = new Area();
using X509Certificate2 server = SelfSigned("server.example");
using X509Certificate2 client = SelfSigned("client.example");

foreach (SslProtocols protocol in (SslProtocols[])[SslProtocols.Tls12, SslProtocols.Tls13])
{
    area.CheckAsync($"{protocol}.handshake", async () =>
    {
        await using Session session = await Session.OpenAsync(Server(protocol), Client(protocol));
        return (session.Client.SslProtocol, session.Server.SslProtocol, session.Client.IsEncrypted, session.Client.IsMutuallyAuthenticated, session.Client.NegotiatedCipherSuite);
    });
    area.CheckAsync($"{protocol}.bytes", async () =>
    {
        await using Session session = await Session.OpenAsync(Server(protocol), Client(protocol));
        byte[] sent = new byte[300_000];
        new Random(1).NextBytes(sent);
        Task writing = session.Client.WriteAsync(sent).AsTask();
        byte[] received = new byte[sent.Length];
        await session.Server.ReadExactlyAsync(received);
        await writing;
        return sent.AsSpan().SequenceEqual(received);
    });
    area.CheckAsync($"{protocol}.both-ways", async () =>
    {
        await using Session session = await Session.OpenAsync(Server(protocol), Client(protocol));
        await session.Server.WriteAsync("question"u8.ToArray());
        byte[] buffer = new byte[8];
        await session.Client.ReadExactlyAsync(buffer);
        await session.Client.ShutdownAsync();
        return Encoding.UTF8.GetString(buffer) + await session.Server.ReadAsync(buffer);
    });
    area.CheckAsync($"{protocol}.client-certificate", async () =>
    {
        SslServerAuthenticationOptions serverOptions = Server(protocol);
        serverOptions.ClientCertificateRequired = true;
        SslClientAuthenticationOptions clientOptions = Client(protocol);
        clientOptions.ClientCertificates = [client];
        await using Session session = await Session.OpenAsync(serverOptions, clientOptions);
        return (session.Server.RemoteCertificate!.Subject, session.Server.IsMutuallyAuthenticated);
    });
    area.CheckAsync($"{protocol}.alpn", async () =>
    {
        SslServerAuthenticationOptions serverOptions = Server(protocol);
        serverOptions.ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
        SslClientAuthenticationOptions clientOptions = Client(protocol);
        clientOptions.ApplicationProtocols = [SslApplicationProtocol.Http11];
        await using Session session = await Session.OpenAsync(serverOptions, clientOptions);
        return session.Client.NegotiatedApplicationProtocol.ToString() + session.Server.NegotiatedApplicationProtocol;
    });
    area.CheckAsync($"{protocol}.untrusted", async () =>
    {
        SslClientAuthenticationOptions clientOptions = Client(protocol);
        clientOptions.RemoteCertificateValidationCallback = null;
        await using Session session = await Session.OpenAsync(Server(protocol), clientOptions);
        return null;
    });
}

area.CheckAsync("no-common-version", async () =>
{
    await using Session session = await Session.OpenAsync(Server(SslProtocols.Tls13), Client(SslProtocols.Tls12));
    return null;
});
area.CheckAsync("server-name", async () =>
{
    string asked = "";
    SslServerAuthenticationOptions serverOptions = Server(SslProtocols.Tls13);
    serverOptions.ServerCertificate = null;
    serverOptions.ServerCertificateSelectionCallback = (_, name) =>
    {
        asked = name ?? "";
        return server;
    };
    await using Session session = await Session.OpenAsync(serverOptions, Client(SslProtocols.Tls13));
    return asked;
});
return area.Finish();

SslServerAuthenticationOptions Server(SslProtocols protocol) => new()
{
    ServerCertificate = server,
    EnabledSslProtocols = protocol,
    RemoteCertificateValidationCallback = (_, _, _, _) => true,
};

static SslClientAuthenticationOptions Client(SslProtocols protocol) => new()
{
    TargetHost = "server.example",
    EnabledSslProtocols = protocol,
    RemoteCertificateValidationCallback = (_, _, _, _) => true,
};

static X509Certificate2 SelfSigned(string name)
{
    using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    DateTimeOffset now = DateTimeOffset.UtcNow;
    return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
}

/// <summary>Both ends of a connection, after the handshake.</summary>
internal sealed record Session(SslStream Client, SslStream Server) : IAsyncDisposable
{
    internal static async Task<Session> OpenAsync(SslServerAuthenticationOptions serverOptions, SslClientAuthenticationOptions clientOptions)
    {
        var up = new Pipe();
        var down = new Pipe();
        var session = new Session(new SslStream(new Both(down.Reader, up.Writer)), new SslStream(new Both(up.Reader, down.Writer)));
        Task serving = session.Server.AuthenticateAsServerAsync(serverOptions);
        try
        {
            await session.Client.AuthenticateAsClientAsync(clientOptions);
            await serving;
            return session;
        }
        catch
        {
            // One side gave up: the other is not left waiting.
            await session.DisposeAsync();
            await Task.WhenAny(serving);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}

/// <summary>A stream that reads one pipe and writes another.</summary>
internal sealed class Both(PipeReader reader, PipeWriter writer) : Stream
{
    private readonly Stream _input = reader.AsStream();
    private readonly Stream _output = writer.AsStream();

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() => _output.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => _output.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _output.WriteAsync(buffer, cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _input.Dispose();
        _output.Dispose();
        base.Dispose(disposing);
    }
}
