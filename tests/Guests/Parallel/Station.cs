// Where a thread of the ring waits for the token, by one means each.

namespace Parallel;

/// <summary>A place that the token is put in and taken from.</summary>
internal abstract class Station(string name)
{
    public string Name => name;

    /// <summary>Puts the token there and wakes who waits for it.</summary>
    public abstract void Put();

    /// <summary>Waits for the token; false after <see cref="Team.Limit"/>.</summary>
    public abstract bool Take();
}

/// <summary>Monitor.Wait and Monitor.Pulse.</summary>
internal sealed class MonitorStation() : Station("Monitor")
{
    private readonly object _gate = new();
    private bool _hasToken;

    public override void Put()
    {
        lock (_gate)
        {
            _hasToken = true;
            Monitor.Pulse(_gate);
        }
    }

    public override bool Take()
    {
        lock (_gate)
        {
            while (!_hasToken)
            {
                if (!Monitor.Wait(_gate, Team.Limit))
                {
                    return false;
                }
            }

            _hasToken = false;
            return true;
        }
    }
}

/// <summary>SemaphoreSlim.</summary>
internal sealed class SemaphoreStation() : Station("SemaphoreSlim")
{
    private readonly SemaphoreSlim _semaphore = new(0);

    public override void Put() => _semaphore.Release();

    public override bool Take() => _semaphore.Wait(Team.Limit);
}

/// <summary>ManualResetEvent: reset by who takes, before the next can put.</summary>
internal sealed class EventStation() : Station("ManualResetEvent")
{
    private readonly ManualResetEvent _event = new(false);

    public override void Put() => _event.Set();

    public override bool Take() => _event.WaitOne(Team.Limit) && _event.Reset();
}

/// <summary>ManualResetEventSlim.</summary>
internal sealed class SlimEventStation() : Station("ManualResetEventSlim")
{
    private readonly ManualResetEventSlim _event = new(false);

    public override void Put() => _event.Set();

    public override bool Take()
    {
        bool isSet = _event.Wait(Team.Limit);
        _event.Reset();
        return isSet;
    }
}
