// Mediator, the source generator: requests, a pipeline behaviour, notifications and streams as in its README.

using System.Runtime.CompilerServices;
using Mediator;
using Microsoft.Extensions.DependencyInjection;

namespace Packages.Services;

internal static class MediatorExample
{
    public static async Task RunAsync(TextWriter output)
    {
        var services = new ServiceCollection();
        services.AddSingleton(output);
        services.AddMediator();
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(Tracing<,>));
        await using ServiceProvider provider = services.BuildServiceProvider();
        IMediator mediator = provider.GetRequiredService<IMediator>();
        Pong pong = await mediator.Send(new Ping(7));
        output.WriteLine(pong);
        await mediator.Publish(new Happened("something"));
        await foreach (int number in mediator.CreateStream(new Numbers(3)))
        {
            output.WriteLine(number);
        }
    }
}

public sealed record Ping(int Id) : IRequest<Pong>;

public sealed record Pong(int Id);

public sealed class PingHandler : IRequestHandler<Ping, Pong>
{
    public ValueTask<Pong> Handle(Ping request, CancellationToken cancellationToken) => new(new Pong(request.Id));
}

public sealed class Tracing<TMessage, TResponse>(TextWriter output) : IPipelineBehavior<TMessage, TResponse>
    where TMessage : IMessage
{
    public async ValueTask<TResponse> Handle(TMessage message, MessageHandlerDelegate<TMessage, TResponse> next, CancellationToken cancellationToken)
    {
        output.WriteLine($"before {message}");
        TResponse response = await next(message, cancellationToken);
        output.WriteLine($"after {response}");
        return response;
    }
}

public sealed record Happened(string What) : INotification;

public sealed class Listener(TextWriter output) : INotificationHandler<Happened>
{
    public ValueTask Handle(Happened notification, CancellationToken cancellationToken)
    {
        output.WriteLine($"heard of {notification.What}");
        return default;
    }
}

public sealed record Numbers(int Count) : IStreamRequest<int>;

public sealed class NumbersHandler : IStreamRequestHandler<Numbers, int>
{
    public async IAsyncEnumerable<int> Handle(Numbers request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; i < request.Count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}
