// The examples of this program.

using Packages;
using Packages.Services;

return await Example.RunAllAsync(
    args,
    new Example("Microsoft.Extensions.DependencyInjection", DependencyInjectionExample.RunAsync),
    new Example("Microsoft.Extensions.Configuration", ConfigurationExample.Run),
    new Example("Microsoft.Extensions.Caching.Memory", CachingExample.RunAsync),
    new Example("Microsoft.Extensions.Logging.Console", LoggingExample.Run),
    new Example("Microsoft.Extensions.Hosting", HostingExample.RunAsync),
    new Example("Serilog.Sinks.Console", SerilogExample.RunAsync),
    new Example("Polly.Core", PollyExample.RunAsync),
    new Example("System.Threading.RateLimiting", RateLimitingExample.RunAsync),
    new Example("System.Reactive", ReactiveExample.RunAsync),
    new Example("FluentValidation", FluentValidationExample.Run),
    new Example("Mediator", MediatorExample.RunAsync),
    new Example("Stateless", StatelessExample.RunAsync),
    new Example("Autofac", AutofacExample.Run),
    new Example("DotNext.Threading", DotNextExample.RunAsync));
