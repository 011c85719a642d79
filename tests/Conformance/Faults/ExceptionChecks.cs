// Exceptions as the language has them: filters, finally, nesting, rethrowing, stack traces.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Conformance.Faults;

/// <summary>throw, catch, when, finally.</summary>
internal static class ExceptionChecks
{
    public static void Run(Area area)
    {
        area.Check("order.finally-and-filter", () => { var log = new List<string>(); try { try { throw new InvalidOperationException(); } finally { log.Add("finally"); } } catch (InvalidOperationException) when (Log(log, "filter")) { log.Add("catch"); } return log; });
        area.Check("order.nested-finally", () => { var log = new List<string>(); try { try { try { throw new InvalidOperationException(); } finally { log.Add("1"); } } finally { log.Add("2"); } } catch (InvalidOperationException) { log.Add("3"); } return log; });
        area.Check("catch.most-derived", () => { try { throw new ArgumentNullException("p"); } catch (InvalidOperationException) { return "wrong"; } catch (ArgumentException e) { return e.GetType().Name; } });
        area.Check("catch.rethrow-keeps-trace", () => { try { try { Thrower(); } catch (InvalidOperationException) { throw; } } catch (InvalidOperationException e) { return e.StackTrace!.Contains("Thrower", StringComparison.Ordinal); } return null; });
        area.Check("catch.inner", () => { try { try { throw new InvalidOperationException("a"); } catch (Exception e) { throw new ArgumentException("b", e); } } catch (Exception e) { return Area.Describe(e); } });
        area.Check("catch.base-exception", () => { try { throw new InvalidOperationException("out", new ArgumentException("in", new FormatException("root"))); } catch (Exception e) { return e.GetBaseException().Message; } });
        area.Check("finally.replaces", () => { try { try { throw new InvalidOperationException("first"); } finally { throw new FormatException("second"); } } catch (Exception e) { return e.Message; } });
        area.Check("finally.return-value", () => { int n = 1; int Get() { try { return n; } finally { n = 2; } } return (Get(), n); });
        area.Check("finally.in-iterator", () => { var log = new List<string>(); IEnumerable<int> Numbers() { try { yield return 1; yield return 2; } finally { log.Add("disposed"); } } foreach (int i in Numbers()) { break; } return log; });
        area.Check("using.disposed-on-throw", () => { var log = new List<string>(); try { using var d = new Disposable(log); throw new InvalidOperationException(); } catch (InvalidOperationException) { } return log; });
        area.Check("dispatch-info", () => { try { ExceptionDispatchInfo? info = null; try { Thrower(); } catch (Exception e) { info = ExceptionDispatchInfo.Capture(e); } info!.Throw(); } catch (Exception e) { return e.StackTrace!.Contains("End of stack trace from previous location", StringComparison.Ordinal); } return null; });
        area.Check("deep.caught", () => { try { Descend(500); } catch (InvalidOperationException e) { return e.StackTrace!.Split('\n').Count(l => l.Contains("Descend", StringComparison.Ordinal)); } return null; });
        area.Check("deep.rethrown-each-frame", () => { try { Rethrow(100); } catch (InvalidOperationException e) { return e.Message; } return null; });
        area.Check("deep.nested-throws-in-catch", () => { int Nest(int n) { try { throw new InvalidOperationException(); } catch (InvalidOperationException) { return n == 0 ? 0 : 1 + Nest(n - 1); } } return Nest(100); });
        area.Check("trace.of-this-method", () => { try { Thrower(); return null; } catch (InvalidOperationException e) { return e.StackTrace!.Split('\n')[0].Trim(); } });
        area.Check("trace.generic-method", () => { try { Generic<int>.Throw("x"); return null; } catch (InvalidOperationException e) { return e.StackTrace!.Split('\n')[0].Trim(); } });
        area.Check("trace.stack-frames", () => new StackTrace().GetFrames().Length > 1);
        area.Check("trace.method-name", () => DiagnosticMethodInfo.Create(new StackFrame(0))?.Name is { Length: > 0 });
        area.Check("trace.environment", () => Environment.StackTrace.Contains("ExceptionChecks", StringComparison.Ordinal));
        area.Check("to-string", () => { try { Thrower(); return null; } catch (InvalidOperationException e) { return e.ToString().Split('\n')[0]; } });
        area.Check("data", () => { var e = new InvalidOperationException(); e.Data["key"] = "value"; return e.Data["key"]; });
        area.Check("hresult", () => (new InvalidOperationException().HResult, new OutOfMemoryException().HResult, new NullReferenceException().HResult));
        area.Check("aggregate.flatten", () => new AggregateException(new InvalidOperationException("a"), new AggregateException(new FormatException("b"))).Flatten().InnerExceptions.Select(e => e.Message));
        area.Check("aggregate.handle", () => { new AggregateException(new InvalidOperationException("a"), new FormatException("b")).Handle(e => e is FormatException); return null; });
        area.Check("first-chance", () => { int seen = 0; EventHandler<FirstChanceExceptionEventArgs> handler = (_, _) => seen++; AppDomain.CurrentDomain.FirstChanceException += handler; try { Thrower(); } catch (InvalidOperationException) { } AppDomain.CurrentDomain.FirstChanceException -= handler; return seen; });
        area.Check("many.thousand", () => { int n = 0; for (int i = 0; i < 1000; i++) { try { Descend(5); } catch (InvalidOperationException) { n++; } } return n; });
        area.Check("many.threads", () => { int n = 0; Parallel.For(0, 500, _ => { try { Descend(3); } catch (InvalidOperationException) { Interlocked.Increment(ref n); } }); return n; });
        area.Check("type-initializer", () => Broken.Value);
        area.Check("type-initializer.again", () => Broken.Value);
        area.Check("argument.helpers", () => { ArgumentOutOfRangeException.ThrowIfGreaterThan(5, 3, "number"); return null; });
        area.Check("argument.null", () => { ArgumentNullException.ThrowIfNull((object?)null, "thing"); return null; });
        area.Check("argument.empty", () => { ArgumentException.ThrowIfNullOrWhiteSpace(" ", "text"); return null; });
        area.Check("disposed", () => { ObjectDisposedException.ThrowIf(true, "an object"); return null; });
        area.Check("stack.try-ensure", () => RuntimeHelpers.TryEnsureSufficientExecutionStack());
        area.Check("stack.insufficient", () => { int Down(int n) { RuntimeHelpers.EnsureSufficientExecutionStack(); return n > 10_000_000 ? n : Down(n + 1) + 1; } return Down(0); });
        area.Check("switch-expression", () => { int n = 7; return n switch { 1 => "one", _ when n < 0 => "less", 2 => "two", _ => throw new UnreachableException() }; });
        area.Check("native-call.missing-library", () => Native.Missing());
    }

    private static bool Log(List<string> log, string text)
    {
        log.Add(text);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Thrower() => throw new InvalidOperationException("thrown");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Descend(int depth) => depth == 0 ? throw new InvalidOperationException("bottom") : Descend(depth - 1) + 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rethrow(int depth)
    {
        if (depth == 0)
        {
            throw new InvalidOperationException("bottom");
        }

        try
        {
            Rethrow(depth - 1);
        }
        catch (InvalidOperationException)
        {
            throw;
        }
    }

    private static class Generic<T>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Throw<TOther>(TOther other) => throw new InvalidOperationException($"{typeof(T)} {other}");
    }

    private static class Broken
    {
        public static readonly int Value = Make();

        private static int Make() => throw new InvalidOperationException("broken initializer");
    }

    private sealed class Disposable(List<string> log) : IDisposable
    {
        public void Dispose() => log.Add("disposed");
    }
}
