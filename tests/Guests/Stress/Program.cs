// Stress VERB [--name value]...: self-check, run, soak, exhaust, pages. The seed is printed; giving it again repeats the random numbers.

using Stress;

string verb = args.Length == 0 ? "" : args[0];
if (Options.Parse(args.AsSpan(Math.Min(1, args.Length))) is not { } options)
{
    return 2;
}

Console.WriteLine($"[stress] {verb} {options}");
string? blind = SelfCheck.Run(options.Seed);
if (blind is not null)
{
    return StressRun.Finish(blind);
}

switch (verb)
{
    case "self-check":
        return StressRun.Finish(null);
    case "run":
        return StressRun.Run(options);
    case "soak":
        return Soak.Run(options);
    case "exhaust":
        return Exhaustion.Run(options);
    case "pages":
        return HeapPages.Run(options);
    default:
        Console.Error.WriteLine("usage: Stress self-check|run|soak|exhaust|pages [--name value]...");
        return 2;
}
