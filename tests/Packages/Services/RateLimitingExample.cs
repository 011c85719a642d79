// System.Threading.RateLimiting: concurrency, token bucket, sliding window, queues and partitions.

using System.Threading.RateLimiting;

namespace Packages.Services;

internal static class RateLimitingExample
{
    public static async Task RunAsync(TextWriter output)
    {
        await using (var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 1, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }))
        {
            RateLimitLease first = await limiter.AcquireAsync();
            Task<RateLimitLease> queued = limiter.AcquireAsync().AsTask();
            using RateLimitLease refused = await limiter.AcquireAsync();
            output.WriteLine($"{first.IsAcquired} {queued.IsCompleted} {refused.IsAcquired}");
            first.Dispose();
            using RateLimitLease second = await queued;
            output.WriteLine($"{second.IsAcquired} {limiter.GetStatistics()!.TotalSuccessfulLeases}");
        }

        await using (var bucket = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions { TokenLimit = 2, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromMilliseconds(5), AutoReplenishment = true, QueueLimit = 5 }))
        {
            for (int i = 0; i < 4; i++)
            {
                using RateLimitLease lease = await bucket.AcquireAsync();
                output.WriteLine(lease.IsAcquired);
            }
        }

        await using PartitionedRateLimiter<string> partitioned = PartitionedRateLimiter.Create<string, string>(resource =>
            RateLimitPartition.GetFixedWindowLimiter(resource, _ => new FixedWindowRateLimiterOptions { PermitLimit = 1, Window = TimeSpan.FromHours(1) }));
        foreach (string resource in (string[])["a", "b", "a"])
        {
            using RateLimitLease lease = partitioned.AttemptAcquire(resource);
            output.WriteLine($"{resource} {lease.IsAcquired} {lease.TryGetMetadata(MetadataName.RetryAfter, out _)}");
        }
    }
}
