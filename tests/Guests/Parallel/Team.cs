// Threads that do one thing together. A violation on any of them ends the program at once: nobody is left waiting for a thread
// that has given up.

using System.Runtime.CompilerServices;

namespace Parallel;

/// <summary>Starting, joining, failing.</summary>
internal static class Team
{
    // A wake-up that takes longer than this was lost.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    /// <summary>The seed, for the line that says what failed.</summary>
    public static ulong Seed { get; set; }

    /// <summary>Threads on other CPUs beside the one that waits: as many as there are CPUs, two at least.</summary>
    public static int Size => Math.Max(2, Environment.ProcessorCount);

    /// <summary>Runs <paramref name="body"/> on so many threads, which are given their numbers, and waits for their end.</summary>
    public static void Run(int count, Action<int> body) => Join(Start(count, body));

    /// <summary>The same without waiting.</summary>
    public static Thread[] Start(int count, Action<int> body)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(number => new Thread(() => Guard(() => body(number))))];
        Array.ForEach(threads, thread => thread.Start());
        return threads;
    }

    /// <summary>Waits for the end of threads.</summary>
    public static void Join(Thread[] threads)
    {
        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    /// <summary>Throws when a wait that is limited by <see cref="Limit"/> was in vain.</summary>
    public static void Woken(bool isWoken, string what) => Require(isWoken, $"{what}: a wake-up was lost (waited {s_limit.TotalSeconds} s)");

    /// <summary>The limit of every wait for a wake-up, in milliseconds: generous, a lost one never comes.</summary>
    public static int Limit => (int)s_limit.TotalMilliseconds;

    /// <summary>Throws a <see cref="Violation"/> where a condition does not hold.</summary>
    public static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new Violation(what);
        }
    }

    /// <inheritdoc cref="Require(bool, string)"/>
    public static void Require(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref ViolationText what)
    {
        if (!condition)
        {
            throw new Violation(what.ToString());
        }
    }

    /// <summary>Prints a line.</summary>
    public static void Say(string text) => Console.WriteLine("[parallel] " + text);

    /// <summary>Runs something on this thread; an exception ends the program with exit code 1.</summary>
    public static void Guard(Action body)
    {
        try
        {
            body();
        }
        catch (Exception exception)
        {
            Say($"FAILED: {(exception is Violation ? exception.Message : exception)} (--seed {Seed})");
            Environment.Exit(1);
        }
    }
}

/// <summary>What must not happen has happened.</summary>
internal sealed class Violation(string what) : Exception(what);

/// <summary>Text that is made only where it is needed: checks are many, violations few.</summary>
[InterpolatedStringHandler]
internal ref struct ViolationText
{
    private DefaultInterpolatedStringHandler _text;

    public ViolationText(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        isNeeded = !condition;
        _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);

    public override string ToString() => _text.ToString();
}
