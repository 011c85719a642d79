// Microsoft.Extensions.Logging.Console: the simple and the JSON formatter, scopes, levels and generated log methods. The
// console logger writes on a thread of its own; disposing the factory waits for it.

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Packages.Services;

internal static partial class LoggingExample
{
    public static void Run(TextWriter output)
    {
        output.Flush();
        using (ILoggerFactory factory = LoggerFactory.Create(builder => builder
            .SetMinimumLevel(LogLevel.Debug)
            .AddSimpleConsole(options =>
            {
                options.IncludeScopes = true;
                options.SingleLine = true;
                options.ColorBehavior = LoggerColorBehavior.Disabled;
            })))
        {
            Log(factory.CreateLogger("Example"));
        }

        using (ILoggerFactory factory = LoggerFactory.Create(builder => builder
            .AddFilter("Example", LogLevel.Warning)
            .AddJsonConsole(options => options.IncludeScopes = true)))
        {
            Log(factory.CreateLogger("Example"));
        }
    }

    private static void Log(ILogger logger)
    {
        using (logger.BeginScope("scope {Id}", 7))
        {
            LogStarted(logger, "Main", 3);
            logger.LogDebug("debug {Value}", 1.5);
            logger.LogWarning(new EventId(42, "Warned"), "a warning");
            logger.LogError(new InvalidOperationException("thrown"), "failed at {Place}", "here");
            logger.LogTrace("not seen");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Name} started with {Count} arguments")]
    private static partial void LogStarted(ILogger logger, string name, int count);
}
