// Parallel VERB [--name value]...: one property of many threads on many CPUs for each verb. The amount of work is fixed, never the
// time. The seed is printed; giving it again repeats the random numbers, though not the order in which threads run.

using System.Diagnostics;
using Parallel;

// Linux hands on the words of its command line that it does not know, in front of the program's own.
args = [.. args.SkipWhile(word => word == "noxsave")];
string verb = args.Length == 0 ? "" : args[0];
if (Options.Parse(args.AsSpan(Math.Min(1, args.Length))) is not { } options)
{
    return 2;
}

(string Name, Action<Options> Run)[] functional =
[
    ("litmus", Litmus.Run),
    ("queues", Queues.Run),
    ("conditions", Conditions.Run),
    ("locks", Locks.Run),
    ("pages", Pages.Run),
    ("collect", Collect.Run),
    ("threads", ThreadStorm.Run),
    ("clock", Clock.Run),
    ("places", Places.Run),
];
(string Name, Action<Options> Run)[] others = [("self-check", _ => { }), ("speed", Speed.Run), ("unmap", Unmap.Run), ("idle", Idle.Run)];
(string Name, Action<Options> Run)[] chosen = verb == "all" ? functional : [.. functional.Concat(others).Where(one => one.Name == verb)];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"usage: Parallel all|{string.Join('|', functional.Concat(others).Select(one => one.Name))} [--name value]...");
    return 2;
}

Team.Seed = options.Seed;
Team.Say($"{verb} {options}, {Environment.ProcessorCount} processors");
Team.Guard(() =>
{
    SelfCheck.Run(options);
    foreach ((string name, Action<Options> run) in chosen)
    {
        long begin = Stopwatch.GetTimestamp();
        run(options);
        Team.Say(FormattableString.Invariant($"{name} took {Stopwatch.GetElapsedTime(begin).TotalSeconds:F2} s"));
    }
});
Team.Say($"passed: {chosen.Length} of {chosen.Length}");
return 0;
