// What the programs of this folder share: each holds several examples, one for a package, and runs those that its
// arguments name, or all. A line opens and a line closes what an example prints, so that one that dies is told from others.

namespace Packages;

/// <summary>The use of one package.</summary>
/// <param name="Package">Its name on NuGet.</param>
/// <param name="RunAsync">Writes what the example shows. It depends on no clock, no luck and no machine.</param>
internal sealed record Example(string Package, Func<TextWriter, Task> RunAsync)
{
    /// <summary>An example without await.</summary>
    public Example(string package, Action<TextWriter> run)
        : this(
            package,
            output =>
            {
                run(output);
                return Task.CompletedTask;
            })
    {
    }

    /// <summary>Runs the examples of a program.</summary>
    /// <param name="arguments">Names of packages; none for all.</param>
    /// <param name="examples">The program's.</param>
    /// <returns>The exit code: how many examples threw.</returns>
    public static async Task<int> RunAllAsync(string[] arguments, params Example[] examples)
    {
        int failed = 0;
        foreach (Example example in examples.Where(example => arguments.Length == 0 || arguments.Contains(example.Package)))
        {
            Console.WriteLine($"begin {example.Package}");
            string ending = "end";
            try
            {
                await example.RunAsync(Console.Out).WaitAsync(TimeSpan.FromMinutes(1));
            }
            catch (Exception exception)
            {
                failed++;
                ending = "failed";
                await Console.Out.WriteLineAsync(exception.ToString());
            }

            Console.WriteLine($"{ending} {example.Package}");
        }

        return failed;
    }
}
