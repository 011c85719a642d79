// The run's parameters, "--name value" each. What is not given has a default, the seed a random one, which is printed.

using System.Globalization;

namespace Stress;

/// <summary>Arguments of the program.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, long> _values = new()
    {
        ["allocations"] = 1_000_000,
        ["threads"] = 8,
        ["graphs"] = 40,
        ["collect-us"] = 3000,
        ["cycles"] = 20,
        ["mib"] = 24,
        ["damage-at"] = 0,
        ["seed"] = Random.Shared.NextInt64(1, long.MaxValue),
    };

    /// <summary>Objects to allocate, by all threads.</summary>
    public long Allocations => _values["allocations"];

    /// <summary>Threads that do so.</summary>
    public int Threads => (int)_values["threads"];

    /// <summary>Graphs that each thread keeps: 20 to 30 KB each, on average.</summary>
    public int Graphs => (int)_values["graphs"];

    /// <summary>Mean time between two forced collections, microseconds; 0 for none.</summary>
    public int CollectUs => (int)_values["collect-us"];

    /// <summary>Times that the soak grows and shrinks.</summary>
    public int Cycles => (int)_values["cycles"];

    /// <summary>MiB that the soak grows to.</summary>
    public int MiB => (int)_values["mib"];

    /// <summary>The step at which thread 0 damages a graph of its own; 0 for never.</summary>
    public long DamageAt => _values["damage-at"];

    /// <summary>What all random numbers follow from.</summary>
    public ulong Seed => (ulong)_values["seed"];

    /// <summary>Reads arguments; null, and a line on standard error, when they are wrong.</summary>
    public static Options? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new Options();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string name = arguments[i].StartsWith("--", StringComparison.Ordinal) ? arguments[i][2..] : "";
            if (!options._values.ContainsKey(name)
                || i + 1 == arguments.Length
                || !long.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            {
                Console.Error.WriteLine($"stress: '{arguments[i]}' is no option with a number behind it; there are {string.Join(", ", options._values.Keys.Select(known => "--" + known))}");
                return null;
            }

            options._values[name] = value;
        }

        return options;
    }

    public override string ToString() => string.Join(' ', _values.Select(entry => $"--{entry.Key} {entry.Value}"));
}
