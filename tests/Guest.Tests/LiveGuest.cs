// A guest while it runs: what it has said, typing at its console, and dom0's tools on its domain.

using System.IO.Pipelines;
using System.Text;
using LibOS.Sandbox;

namespace Guest.Tests;

/// <summary>A running guest. Wait for its end with <see cref="EndAsync"/>.</summary>
internal sealed class LiveGuest
{
    private readonly Pipe _keys = new();
    private readonly StringBuilder _said = new();
    private readonly string _name;
    private readonly Task<GuestResult> _running;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LiveGuest(GuestSpec spec)
    {
        _name = spec.Name;
        _running = Laboratory.Sandbox.RunAsync(spec with { StandardInput = _keys.Reader.AsStream() }, Hear, CancellationToken.None);
    }

    /// <summary>Starts a guest and waits until it has said something.</summary>
    public static async Task<LiveGuest> StartAsync(GuestSpec spec, string ready)
    {
        var guest = new LiveGuest(spec);
        await guest.HearAsync(ready);
        return guest;
    }

    /// <summary>Starts the Lifecycle guest and waits until it is ready.</summary>
    /// <param name="name">For the domain; no other guest that runs may have it.</param>
    /// <param name="behaviour">The guest's argument.</param>
    public static Task<LiveGuest> StartAsync(string name, string behaviour) => StartAsync(name, behaviour, []);

    /// <summary>As the other one, with environment variables.</summary>
    public static Task<LiveGuest> StartAsync(string name, string behaviour, Dictionary<string, string> environment) =>
        StartAsync(new GuestSpec { Name = name, KernelPath = Laboratory.Lifecycle.KernelPath, Arguments = [behaviour], Environment = environment }, "ready");

    /// <summary>Waits until it has said something, in the whole of its output so far.</summary>
    public async Task HearAsync(string text)
    {
        while (true)
        {
            Task more;
            lock (_said)
            {
                if (_said.ToString().Contains(text, StringComparison.Ordinal))
                {
                    return;
                }

                more = _more.Task;
            }

            await Task.WhenAny(more, _running);
            Assert.That(_running.IsCompleted && !more.IsCompleted, Is.False, () => $"the guest ended without saying \"{text}\": {_running.Result.Console}");
        }
    }

    /// <summary>Types at its console.</summary>
    public async Task TypeAsync(params byte[] keys) => await _keys.Writer.WriteAsync(keys);

    /// <summary>Runs a script in dom0, with the domain's id in $id; it must succeed.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> InDom0Async(string script)
    {
        var output = new StringBuilder();
        string find = $"id=$(xl list | sed -n 's/^{_name}-[0-9a-f]* *\\([0-9]*\\).*/\\1/p')\n";
        int status = await Laboratory.Sandbox.ExecuteAsync(find + script, null, bytes => output.Append(Encoding.UTF8.GetString(bytes)), CancellationToken.None);
        Assert.That(status, Is.Zero, output.ToString());
        return output.ToString();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<GuestResult> EndAsync()
    {
        GuestResult result = await _running;
        await TestContext.Out.WriteLineAsync($"{_name}: exit {result.ExitCode}, {result.Shutdown}\n{result.Console}");
        return result;
    }

    private void Hear(ReadOnlySpan<byte> bytes)
    {
        TaskCompletionSource heard;
        lock (_said)
        {
            _said.Append(Encoding.UTF8.GetString(bytes));
            heard = _more;
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        heard.SetResult();
    }
}
