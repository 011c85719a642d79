// The table behind sigaction(2) and signal(2).

using System.Runtime;

namespace Runtime.Bare.Threading;

/// <summary>What is done at a signal.</summary>
internal struct SignalAction
{
    /// <summary>SIG_DFL, SIG_IGN or a function void(int, siginfo_t*, ucontext_t*).</summary>
    public ulong Handler;

    /// <summary>sa_flags.</summary>
    public int Flags;
}

/// <summary>Registered actions. A word is written at once, so readers in traps need no lock.</summary>
internal static unsafe class SignalActions
{
    // struct sigaction of glibc: handler at 0, mask (128 bytes) at 8, flags at 136.
    private const int ActionSize = 152;
    private const int FlagsOffset = 136;

    private static Table s_actions;

    /// <summary>The action of a valid signal number.</summary>
    internal static SignalAction* Find(int signal)
    {
        fixed (ulong* words = s_actions.Words)
        {
            return (SignalAction*)words + signal;
        }
    }

    /// <summary>sigaction(2): masks are not kept, handlers here do not nest by signal.</summary>
    [RuntimeExport("sigaction")]
    internal static int SetAction(int signal, byte* action, byte* oldAction)
    {
        if (signal is <= 0 or >= SignalNumbers.Limit)
        {
            Errno.Value = Errno.EINVAL;
            return -1;
        }

        SignalAction* entry = Find(signal);
        if (oldAction != null)
        {
            Libc.MemoryBlock.Set(oldAction, 0, ActionSize);
            *(ulong*)oldAction = entry->Handler;
            *(int*)(oldAction + FlagsOffset) = entry->Flags;
        }

        if (action != null)
        {
            entry->Handler = *(ulong*)action;
            entry->Flags = *(int*)(action + FlagsOffset);
        }

        return 0;
    }

    /// <summary>signal(3): returns the earlier handler, or SIG_ERR (-1).</summary>
    [RuntimeExport("signal")]
    internal static ulong SetHandler(int signal, ulong handler)
    {
        if (signal is <= 0 or >= SignalNumbers.Limit)
        {
            Errno.Value = Errno.EINVAL;
            return ulong.MaxValue;
        }

        SignalAction* entry = Find(signal);
        ulong old = entry->Handler;
        entry->Handler = handler;
        return old;
    }

    private struct Table
    {
        public fixed ulong Words[SignalNumbers.Limit * 2];
    }
}
