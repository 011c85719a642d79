// A grammar for a set of names: pairs of symbols that occur often become one symbol, again and again (Re-Pair, Larsson and
// Moffat, "Offline dictionary-based compression", 1999). Symbols below 256 are bytes, each later one is a pair.
// Deterministic: the most frequent pair goes first, among equals the smaller one, so one input gives one output.

using System.Collections.Generic;

namespace LibOS.Sdk.Tasks;

/// <summary>Names rewritten over a dictionary of pairs.</summary>
internal sealed class PairGrammar
{
    internal const int FirstRule = 256;
    private const int Separator = -1;
    private const int Removed = -2;

    private readonly List<(int Left, int Right)> _rules = [];
    private readonly List<int> _depths = [];
    private readonly Dictionary<long, Pair> _pairs = [];

    // The most frequent pair first. Counts change after a pair is queued; a stale entry is queued again when it comes up.
    private readonly PriorityQueue<long, (int NegativeCount, long Pair)> _queue = new();

    // All names in one sequence, a separator around each; removed places are skipped through these links.
    private readonly int[] _symbols;
    private readonly int[] _next;
    private readonly int[] _previous;

    /// <summary>Builds the grammar of <paramref name="names"/>.</summary>
    /// <param name="names">The names' bytes.</param>
    /// <param name="maxRules">Most rules to make.</param>
    /// <param name="minCount">A pair that is rarer than this does not pay for its dictionary entry.</param>
    /// <param name="maxDepth">Deepest nesting of rules.</param>
    internal PairGrammar(IReadOnlyList<byte[]> names, int maxRules, int minCount, int maxDepth)
    {
        int length = 1;
        foreach (byte[] name in names)
        {
            length += name.Length + 1;
        }

        _symbols = new int[length];
        _next = new int[length];
        _previous = new int[length];
        Fill(names);
        while (_rules.Count < maxRules && TryTakeMostFrequent(minCount, maxDepth, out long pair))
        {
            Replace(pair);
        }
    }

    /// <summary>The pairs, in the order of their numbers from <see cref="FirstRule"/> on; a pair names earlier symbols only.</summary>
    internal IReadOnlyList<(int Left, int Right)> Rules => _rules;

    /// <summary>The rewritten names, in the order given.</summary>
    internal IEnumerable<List<int>> RewrittenNames()
    {
        var name = new List<int>();
        for (int place = _next[0]; place >= 0; place = _next[place])
        {
            if (_symbols[place] == Separator)
            {
                yield return name;
                name = [];
            }
            else
            {
                name.Add(_symbols[place]);
            }
        }
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    private void Fill(IReadOnlyList<byte[]> names)
    {
        int place = 0;
        _symbols[place++] = Separator;
        foreach (byte[] name in names)
        {
            foreach (byte value in name)
            {
                _symbols[place++] = value;
            }

            _symbols[place++] = Separator;
        }

        for (int i = 0; i < place; i++)
        {
            _previous[i] = i - 1;
            _next[i] = i + 1 < place ? i + 1 : -1;
        }

        for (int i = 0; i + 1 < place; i++)
        {
            Count(i);
        }

        foreach ((long key, Pair pair) in _pairs)
        {
            _queue.Enqueue(key, (-pair.Count, key));
        }
    }

    /// <summary>Counts the pair that starts at a place.</summary>
    private void Count(int place)
    {
        int second = _next[place];
        if (second < 0 || _symbols[place] == Separator || _symbols[second] == Separator)
        {
            return;
        }

        long key = Key(_symbols[place], _symbols[second]);
        if (!_pairs.TryGetValue(key, out Pair? pair))
        {
            pair = new Pair();
            _pairs.Add(key, pair);
        }

        pair.Count++;
        pair.Places.Add(place);
    }

    private void Uncount(int first, int second)
    {
        if (_symbols[first] != Separator && _symbols[second] != Separator
            && _pairs.TryGetValue(Key(_symbols[first], _symbols[second]), out Pair? pair))
        {
            pair.Count--;
        }
    }

    private bool TryTakeMostFrequent(int minCount, int maxDepth, out long key)
    {
        while (_queue.TryDequeue(out key, out (int NegativeCount, long Pair) priority))
        {
            if (!_pairs.TryGetValue(key, out Pair? pair) || pair.Count < minCount)
            {
                continue;
            }

            if (pair.Count != -priority.NegativeCount)
            {
                _queue.Enqueue(key, (-pair.Count, key));
                continue;
            }

            int depth = System.Math.Max(DepthOf((int)(key >> 32)), DepthOf((int)key)) + 1;
            if (depth <= maxDepth)
            {
                _depths.Add(depth);
                return true;
            }
        }

        return false;
    }

    private int DepthOf(int symbol) => symbol < FirstRule ? 0 : _depths[symbol - FirstRule];

    private void Replace(long key)
    {
        int left = (int)(key >> 32);
        int right = (int)key;
        int rule = FirstRule + _rules.Count;
        _rules.Add((left, right));
        List<int> places = _pairs[key].Places;
        _pairs.Remove(key);
        var touched = new HashSet<long>();
        foreach (int place in places)
        {
            // Places are never taken off a list: check that the pair still stands there.
            int second = _next[place];
            if (_symbols[place] != left || second < 0 || _symbols[second] != right)
            {
                continue;
            }

            int before = _previous[place];
            int after = _next[second];
            Uncount(before, place);
            Uncount(second, after);
            _symbols[place] = rule;
            _symbols[second] = Removed;
            _next[place] = after;
            _previous[after] = place;
            Count(before);
            Count(place);
            touched.Add(Key(_symbols[before], rule));
            touched.Add(Key(rule, _symbols[after]));
        }

        foreach (long changed in touched)
        {
            if (_pairs.TryGetValue(changed, out Pair? pair))
            {
                _queue.Enqueue(changed, (-pair.Count, changed));
            }
        }
    }

    private sealed class Pair
    {
        internal int Count { get; set; }

        internal List<int> Places { get; } = [];
    }
}
