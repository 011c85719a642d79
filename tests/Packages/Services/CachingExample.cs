// Microsoft.Extensions.Caching.Memory: entries with sizes, expiry by a given clock, eviction callbacks.

using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;

namespace Packages.Services;

internal static class CachingExample
{
    public static async Task RunAsync(TextWriter output)
    {
        var clock = new GivenClock();
        using var cache = new MemoryCache(new MemoryCacheOptions { SizeLimit = 10, Clock = clock, TrackStatistics = true });
        var evicted = new TaskCompletionSource<string>();
        MemoryCacheEntryOptions options = new MemoryCacheEntryOptions().SetSize(1).SetSlidingExpiration(TimeSpan.FromMinutes(1))
            .RegisterPostEvictionCallback((key, value, reason, _) => evicted.SetResult($"{key} = {value} evicted: {reason}"));
        cache.Set("short", 1, options);
        cache.Set("large", 2, new MemoryCacheEntryOptions { Size = 11 });
        output.WriteLine($"{cache.Get("short")} {cache.Get("large") ?? "nothing"}");
        output.WriteLine(await cache.GetOrCreateAsync("made", entry =>
        {
            entry.Size = 2;
            return Task.FromResult("once");
        }));
        clock.UtcNow += TimeSpan.FromMinutes(2);
        output.WriteLine(cache.TryGetValue("short", out _));
        output.WriteLine(await evicted.Task);
        MemoryCacheStatistics statistics = cache.GetCurrentStatistics()!;
        output.WriteLine($"{statistics.CurrentEntryCount} entries, size {statistics.CurrentEstimatedSize}, {statistics.TotalHits} hits, {statistics.TotalMisses} misses");
    }

    private sealed class GivenClock : ISystemClock
    {
        public DateTimeOffset UtcNow { get; set; } = DateTimeOffset.UnixEpoch.AddYears(50);
    }
}
