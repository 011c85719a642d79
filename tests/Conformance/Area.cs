// What the conformance programs share: a check has a name and a function whose result is printed. No result is expected
// here: the program's run on Linux is. A result must therefore not depend on luck, on the clock or on the machine.

using System.Globalization;

namespace Conformance;

/// <summary>One area of the class library, as a list of checks.</summary>
internal sealed class Area
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private int _count;

    /// <summary>Runs a check and prints "check NAME: RESULT".</summary>
    /// <param name="name">Unique in its program.</param>
    /// <param name="observe">What is observed. An exception is a result as well.</param>
    public void Check(string name, Func<object?> observe)
    {
        _count++;
        string result;
        try
        {
            result = Format(observe());
        }
        catch (Exception exception)
        {
            result = "throws " + Describe(exception);
        }

        Console.WriteLine($"check {name}: {result.ReplaceLineEndings("\\n")}");
    }

    /// <summary>The same for a task; it must end within a minute.</summary>
    public void CheckAsync(string name, Func<Task<object?>> observe) => Check(name, () => Task.Run(observe).WaitAsync(s_limit).GetAwaiter().GetResult());

    /// <summary>Prints how many checks there were.</summary>
    /// <returns>The exit code.</returns>
    public int Finish()
    {
        Console.WriteLine($"checks: {_count}");
        return 0;
    }

    /// <summary>Type and message of an exception, and of what caused it.</summary>
    public static string Describe(Exception exception) =>
        $"{exception.GetType().FullName}: {exception.Message}" + (exception.InnerException is { } inner ? " <- " + Describe(inner) : "");

    private static string Format(object? value) => value switch
    {
        null => "null",
        string text => text,
        System.Collections.IEnumerable many => "[" + string.Join(", ", many.Cast<object?>().Select(Format)) + "]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "null",
    };
}
