// A fresh directory for each check. Its path depends on luck, so it is taken out of what a check says.

namespace Conformance.Files;

/// <summary>Checks with files.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly Area _area;
    private readonly string _root = Directory.CreateTempSubdirectory("conformance").FullName;
    private int _count;

    public Scratch(Area area) => _area = area;

    /// <summary>A check with a directory of its own, which is also the current one. An exception is told with its HResult.</summary>
    public void Check(string name, Func<string, object?> observe)
    {
        string directory = Path.Combine(_root, "d" + _count++);
        Directory.CreateDirectory(directory);
        Directory.SetCurrentDirectory(directory);
        _area.Check(name, () =>
        {
            try
            {
                return Clean(observe(directory), directory);
            }
            catch (Exception exception)
            {
                return $"throws {exception.HResult:x8} " + Area.Describe(exception).Replace(directory, "~", StringComparison.Ordinal);
            }
        });
        Directory.SetCurrentDirectory("/");
    }

    /// <summary>The same for a task; it must end within a minute.</summary>
    public void CheckAsync(string name, Func<string, Task<object?>> observe) =>
        Check(name, directory => Task.Run(() => observe(directory)).WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult());

    /// <summary>What a statement throws: type and HResult; "nothing" otherwise.</summary>
    public static string Error(Action action)
    {
        try
        {
            action();
            return "nothing";
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name} {exception.HResult:x8}";
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string? Clean(object? value, string directory) => value switch
    {
        string text => text.Replace(directory, "~", StringComparison.Ordinal),
        System.Runtime.CompilerServices.ITuple tuple => "(" + string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Clean(tuple[i], directory) ?? "null")) + ")",
        System.Collections.IEnumerable many => "[" + string.Join(", ", many.Cast<object?>().Select(item => Clean(item, directory) ?? "null")) + "]",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };
}
