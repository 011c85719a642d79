// DiagnosticListener, Trace and Debug, StackTrace.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Conformance;

namespace Events;

/// <summary>The older diagnostics, and stack traces.</summary>
internal static class TraceChecks
{
    public static void Run(Area area)
    {
        area.Check("diagnostic-listener", () =>
        {
            using var source = new DiagnosticListener("diagnostics");
            var seen = new List<string>();
            using IDisposable subscription = source.Subscribe(new Observer(seen), name => name != "hidden");
            foreach (string name in (string[])["shown", "hidden"])
            {
                if (source.IsEnabled(name))
                {
                    source.Write(name, name.Length);
                }
            }

            return seen;
        });
        area.Check("trace", () => { var text = new StringWriter(); using var listener = new TextWriterTraceListener(text); Trace.Listeners.Add(listener); Trace.TraceWarning("watch {0}", 1); Trace.Flush(); Trace.Listeners.Remove(listener); return text.ToString().Contains("watch 1", StringComparison.Ordinal); });
        area.Check("trace.assert", () => { using var listener = new DefaultTraceListener { AssertUiEnabled = false }; var text = new StringWriter(); using var writer = new TextWriterTraceListener(text); Trace.Listeners.Clear(); Trace.Listeners.Add(writer); Trace.Assert(false, "must hold"); Trace.Flush(); Trace.Listeners.Clear(); return text.ToString().Contains("must hold", StringComparison.Ordinal); });
        area.Check("debugger", () => (Debugger.IsAttached, Debugger.IsLogging()));
        area.Check("stack.names", () => Methods(new StackTrace()));
        area.Check("stack.caught", () => { try { Fall(3); return null; } catch (InvalidOperationException exception) { return Methods(new StackTrace(exception)); } });
        area.Check("stack.text", () => { try { Fall(1); return null; } catch (InvalidOperationException exception) { return exception.StackTrace!.Split('\n').Take(2).Select(WithoutPlace); } });
        area.Check("stack.environment", () => Environment.StackTrace.Contains(nameof(TraceChecks), StringComparison.Ordinal));
        area.Check("stack.no-frame", () => (new StackTrace(1000).FrameCount, new StackFrame(1000).HasMethod()));
        area.Check("stack.frame", () => { var frame = new StackFrame(0); return (DiagnosticMethodInfo.Create(frame)?.Name.Length > 0, frame.GetFileLineNumber() >= 0, frame.HasNativeImage()); });
        area.Check("stack.diagnostic-method", () => { try { Fall(1); return null; } catch (InvalidOperationException exception) { DiagnosticMethodInfo? info = DiagnosticMethodInfo.Create(new StackTrace(exception).GetFrame(0)!); return (info?.Name, info?.DeclaringTypeName); } });
        area.CheckAsync("stack.asynchronous", async () => { try { await FallLater(); return null; } catch (InvalidOperationException exception) { return exception.StackTrace!.Contains(nameof(FallLater), StringComparison.Ordinal); } });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Fall(int depth) => depth == 0 ? throw new InvalidOperationException("bottom") : Fall(depth - 1) + 1;

    private static async Task FallLater()
    {
        await Task.Yield();
        Fall(1);
    }

    private static IEnumerable<string> Methods(StackTrace trace) =>
        trace.GetFrames().Select(frame => DiagnosticMethodInfo.Create(frame)).Where(info => info?.DeclaringTypeName?.StartsWith("Events.", StringComparison.Ordinal) == true).Select(info => info!.Name);

    // The offset behind "+" and the file behind "in" belong to the image, not to the program.
    private static string WithoutPlace(string line) => line.Split(" + ")[0].Split(" in ")[0].Trim();

    private sealed class Observer(List<string> seen) : IObserver<KeyValuePair<string, object?>>
    {
        public void OnCompleted() => seen.Add("completed");

        public void OnError(Exception error) => seen.Add(error.Message);

        public void OnNext(KeyValuePair<string, object?> value) => seen.Add($"{value.Key}={value.Value}");
    }
}
