// Where the twin's control flow leaves a C# call that the guest's would not come back from, or not soon.

namespace Runtime.Bare.Cpu;

/// <summary>The CPU went on with another thread.</summary>
public sealed class ContextSwitchedException : Exception
{
    internal ContextSwitchedException()
        : base("the twin switched to another thread")
    {
    }
}

/// <summary>The CPU halted until an interrupt.</summary>
public sealed class HaltedException : Exception
{
    internal HaltedException()
        : base("the twin halted")
    {
    }
}
