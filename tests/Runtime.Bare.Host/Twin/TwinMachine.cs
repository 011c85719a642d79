// Where the twin's control flow leaves a C# call that the guest's would not come back from, or not soon; and where a machine of
// several CPUs may let another one go on.

using System.Diagnostics.CodeAnalysis;

namespace Runtime.Bare.Cpu;

/// <summary>What a test with several threads or CPUs makes of the instructions that concern them.</summary>
internal abstract unsafe class TwinMachine
{
    /// <summary>Between two instructions: interrupts may be served, other CPUs may go on.</summary>
    internal abstract void Point();

    /// <summary>The CPU waits for another one.</summary>
    internal abstract void Pause();

    /// <summary>The CPU halts, with interrupts on; they are off on return.</summary>
    internal abstract void Halt();

    /// <summary>The CPU goes on with another stack. Returns when one goes on with this stack.</summary>
    internal abstract void SwitchContext(ulong* savedStackPointer, ulong newStackPointer);

    /// <summary>The instruction has no meaning without a machine.</summary>
    [DoesNotReturn]
    internal static void Missing() => throw new InvalidOperationException("the twin has one thread: nothing would come back from here");
}
