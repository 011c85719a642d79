// Polly: the README's pipeline of retry and timeout, then circuit breaker, fallback and hedging, in as little time as they allow.

using Polly;
using Polly.CircuitBreaker;
using Polly.Fallback;
using Polly.Hedging;
using Polly.Retry;
using Polly.Timeout;

namespace Packages.Services;

internal static class PollyExample
{
    public static async Task RunAsync(TextWriter output)
    {
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = 3,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(2),
                OnRetry = arguments =>
                {
                    output.WriteLine($"retry {arguments.AttemptNumber} after {arguments.RetryDelay.TotalMilliseconds} ms: {arguments.Outcome.Exception?.GetType().Name}");
                    return default;
                },
            })
            .AddTimeout(TimeSpan.FromMilliseconds(30))
            .Build();
        int attempts = 0;
        output.WriteLine(await pipeline.ExecuteAsync(async ct =>
        {
            attempts++;
            if (attempts == 1)
            {
                await Task.Delay(Timeout.Infinite, ct);
            }

            return attempts < 3 ? throw new InvalidOperationException() : $"done in {attempts}";
        }));
        await BreakAsync(output);
        await HedgeAsync(output);
        ResiliencePipeline<string> fallback = new ResiliencePipelineBuilder<string>()
            .AddFallback(new FallbackStrategyOptions<string> { FallbackAction = _ => Outcome.FromResultAsValueTask("fallback") })
            .Build();
        output.WriteLine(fallback.Execute(string () => throw new TimeoutRejectedException()));
    }

    private static async Task BreakAsync(TextWriter output)
    {
        var control = new CircuitBreakerStateProvider();
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder()
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions { FailureRatio = 0.5, MinimumThroughput = 2, StateProvider = control, BreakDuration = TimeSpan.FromMinutes(1) })
            .Build();
        for (int call = 0; call < 3; call++)
        {
            try
            {
                await pipeline.ExecuteAsync(_ => throw new InvalidOperationException("down"));
            }
            catch (Exception exception)
            {
                output.WriteLine($"{exception.GetType().Name}: {exception.Message} ({control.CircuitState})");
            }
        }
    }

    private static async Task HedgeAsync(TextWriter output)
    {
        int started = 0;
        ResiliencePipeline<int> pipeline = new ResiliencePipelineBuilder<int>()
            .AddHedging(new HedgingStrategyOptions<int> { MaxHedgedAttempts = 2, Delay = TimeSpan.FromMilliseconds(2) })
            .Build();
        int winner = await pipeline.ExecuteAsync(async ct =>
        {
            int mine = Interlocked.Increment(ref started);
            await Task.Delay(mine == 1 ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, ct);
            return mine;
        });
        output.WriteLine($"the first was overtaken: {winner > 1}");
    }
}
