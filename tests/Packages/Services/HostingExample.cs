// Microsoft.Extensions.Hosting: an application builder with a background service, options and lifetime events, that ends
// itself. appsettings.json is not watched for changes: that needs inotify.

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Packages.Services;

internal static class HostingExample
{
    public static async Task RunAsync(TextWriter output)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = ["--Worker:Rounds=3"], EnvironmentName = "Testing", ApplicationName = "example" });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(output);
        builder.Services.AddOptions<WorkerOptions>()
            .Configure<IConfiguration>((options, configuration) => options.Rounds = configuration.GetValue<int>("Worker:Rounds"))
            .Validate(options => options.Rounds > 0, "at least one round")
            .ValidateOnStart();
        builder.Services.AddHostedService<Worker>();
        using IHost host = builder.Build();
        IHostApplicationLifetime lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStarted.Register(() => output.WriteLine("started"));
        lifetime.ApplicationStopping.Register(() => output.WriteLine("stopping"));
        lifetime.ApplicationStopped.Register(() => output.WriteLine("stopped"));
        IHostEnvironment environment = host.Services.GetRequiredService<IHostEnvironment>();
        output.WriteLine($"{environment.ApplicationName} {environment.EnvironmentName}");
        await host.RunAsync();
    }

    private sealed class WorkerOptions
    {
        public int Rounds { get; set; }
    }

    private sealed class Worker(TextWriter output, IOptions<WorkerOptions> options, IHostApplicationLifetime lifetime) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var started = new TaskCompletionSource();
            await using CancellationTokenRegistration registration = lifetime.ApplicationStarted.Register(started.SetResult);
            await started.Task;
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
            for (int round = 0; round < options.Value.Rounds && await timer.WaitForNextTickAsync(stoppingToken); round++)
            {
                output.WriteLine($"round {round}");
            }

            lifetime.StopApplication();
        }
    }
}
