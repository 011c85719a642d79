// The run's parameters, "--name value" each, numbers all of them. What is not given has a default, the seed a random one.

using System.Globalization;

namespace Parallel;

/// <summary>Arguments of the program.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, long> _values = new()
    {
        ["work"] = 100,
        ["threads"] = 0,
        ["expect"] = 0,
        ["server"] = 0,
        ["seconds"] = 5,
        ["limit-ms"] = 500,
        ["seed"] = System.Random.Shared.NextInt64(1, long.MaxValue),
    };

    /// <summary>Threads; 0 where the verb decides.</summary>
    public int Threads => (int)_values["threads"];

    /// <summary>Distinct processors that must have run threads.</summary>
    public int Expect => (int)_values["expect"];

    /// <summary>Whether the server GC must be the collector.</summary>
    public bool ExpectsServer => _values["server"] != 0;

    /// <summary>How long to be idle.</summary>
    public int Seconds => (int)_values["seconds"];

    /// <summary>The longest that nobody may take a lock that is wanted.</summary>
    public int LimitMs => (int)_values["limit-ms"];

    /// <summary>What all random numbers follow from.</summary>
    public ulong Seed => (ulong)_values["seed"];

    /// <summary>An amount of work, by the percentage that --work is.</summary>
    public int Scale(int work) => (int)Math.Max(1, work * _values["work"] / 100);

    /// <summary>Random numbers of one thread of one verb.</summary>
    public RandomStream Random(string verb, int thread) => new(RandomStream.Mix(Seed + (ulong)verb.Sum(letter => letter) + ((ulong)thread << 32)));

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
                Console.Error.WriteLine($"parallel: '{arguments[i]}' is no option with a number behind it; there are {string.Join(", ", options._values.Keys.Select(known => "--" + known))}");
                return null;
            }

            options._values[name] = value;
        }

        return options;
    }

    public override string ToString() => string.Join(' ', _values.Select(entry => $"--{entry.Key} {entry.Value}"));
}
