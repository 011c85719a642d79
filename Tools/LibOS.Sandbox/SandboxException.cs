// An error that a person can mend: what happened, why, and what to do. The command prints it and never a stack trace.

namespace LibOS.Sandbox;

/// <summary>A failure of the sandbox or of the machine it runs on, in words for the person at the keyboard.</summary>
public sealed class SandboxException : Exception
{
    /// <param name="what">What failed, one line.</param>
    /// <param name="why">Why, as far as known; may hold several lines of another program's output.</param>
    /// <param name="remedy">What to do, if possible an exact command.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public SandboxException(string what, string? why = null, string? remedy = null, Exception? inner = null)
        : base(Compose(what, why, remedy), inner)
    {
        What = what;
        Why = why;
        Remedy = remedy;
    }

    /// <summary>What failed, one line.</summary>
    public string What { get; }

    /// <summary>Why it failed; null when unknown.</summary>
    public string? Why { get; }

    /// <summary>What to do about it; null when nothing sensible can be said.</summary>
    public string? Remedy { get; }

    private static string Compose(string what, string? why, string? remedy) =>
        what + (why is null ? "" : "\n  why: " + why) + (remedy is null ? "" : "\n  do:  " + remedy);
}
