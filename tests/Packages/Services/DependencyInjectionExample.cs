// Microsoft.Extensions.DependencyInjection: lifetimes, keyed and open services, scopes, disposal, validation.

using Microsoft.Extensions.DependencyInjection;

namespace Packages.Services;

internal static class DependencyInjectionExample
{
    public static async Task RunAsync(TextWriter output)
    {
        var services = new ServiceCollection();
        services.AddSingleton(output);
        services.AddSingleton<Counter>();
        services.AddScoped<Session>();
        services.AddTransient<Request>();
        services.AddKeyedSingleton("big", (_, key) => new Named($"{key} cache"));
        services.AddKeyedSingleton("small", (_, key) => new Named($"{key} cache"));
        await using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        await using (AsyncServiceScope scope = provider.CreateAsyncScope())
        {
            Request first = scope.ServiceProvider.GetRequiredService<Request>();
            Request second = scope.ServiceProvider.GetRequiredService<Request>();
            output.WriteLine($"{first.Session == second.Session} {first == second} {first.Session.Number}");
        }

        output.WriteLine(provider.GetRequiredKeyedService<Named>("small").Name);
        try
        {
            provider.GetRequiredService<Session>();
        }
        catch (InvalidOperationException exception)
        {
            output.WriteLine(exception.Message);
        }

        var broken = new ServiceCollection();
        broken.AddTransient<Request>();
        try
        {
            await using ServiceProvider invalid = broken.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
        }
        catch (AggregateException exception)
        {
            output.WriteLine(exception.Message);
        }
    }

    private sealed class Counter
    {
        private int _value;

        public int Next() => Interlocked.Increment(ref _value);
    }

    private sealed class Session(Counter counter, TextWriter output) : IAsyncDisposable
    {
        public int Number { get; } = counter.Next();

        public ValueTask DisposeAsync()
        {
            output.WriteLine($"session {Number} disposed");
            return default;
        }
    }

    private sealed class Request(Session session)
    {
        public Session Session => session;
    }

    private sealed record Named(string Name);
}
