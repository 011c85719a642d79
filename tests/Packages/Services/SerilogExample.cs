// Serilog with its console sink: structured events, destructuring, enrichment, levels, exceptions.

using System.Globalization;
using Serilog;
using Serilog.Context;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Packages.Services;

internal static class SerilogExample
{
    public static async Task RunAsync(TextWriter output)
    {
        await output.FlushAsync();
        var level = new LoggingLevelSwitch(LogEventLevel.Debug);
        await using Logger log = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(level)
            .Enrich.FromLogContext()
            .Enrich.WithProperty("Application", "example")
            .WriteTo.Console(outputTemplate: "[{Level:u3}] {Message:lj} {Properties:j}{NewLine}{Exception}", formatProvider: CultureInfo.InvariantCulture)
            .CreateLogger();
        var position = new Dictionary<string, double> { ["Latitude"] = 25, ["Longitude"] = 134 };
        log.Information("Processed {@Position} in {Elapsed:000} ms.", position, 34);
        log.Debug("hidden? {Answer} {Items}", false, new[] { 1, 2, 3 });
        using (LogContext.PushProperty("Request", 17))
        {
            await Task.Yield();
            log.Warning("in a request");
        }

        log.ForContext("SourceContext", "Somewhere").Error(new InvalidOperationException("thrown"), "Something went wrong with {Thing}", "it");
        level.MinimumLevel = LogEventLevel.Error;
        log.Warning("not seen");
        var events = new StringWriter(CultureInfo.InvariantCulture);
        log.BindMessageTemplate("{A} and {B}", [1, "two"], out MessageTemplate? template, out IEnumerable<LogEventProperty>? properties);
        new JsonFormatter(renderMessage: true).Format(new LogEvent(DateTimeOffset.UnixEpoch, LogEventLevel.Fatal, null, template!, properties!), events);
        await output.WriteLineAsync(events.ToString());
    }
}
