// Signals that exist here, with Linux's numbers and codes (asm-generic/signal.h, asm-generic/siginfo.h).

namespace Runtime.Bare.Threading;

/// <summary>Signal numbers, codes and sigaction flags.</summary>
internal static class SignalNumbers
{
    internal const int SIGILL = 4;
    internal const int SIGTRAP = 5;
    internal const int SIGABRT = 6;
    internal const int SIGBUS = 7;
    internal const int SIGFPE = 8;
    internal const int SIGSEGV = 11;

    /// <summary>First real-time signal that glibc leaves to programs; the runtime's GC activation.</summary>
    internal const int SIGRTMIN = 34;

    /// <summary>Number of signals, and one: numbers are 1 to 64.</summary>
    internal const int Limit = 65;

    internal const int SEGV_MAPERR = 1;
    internal const int SEGV_ACCERR = 2;
    internal const int SI_KERNEL = 0x80;
    internal const int SI_TKILL = -6;
    internal const int FPE_INTDIV = 1;
    internal const int FPE_FLTINV = 7;
    internal const int ILL_ILLOPN = 2;
    internal const int TRAP_BRKPT = 1;

    internal const ulong SIG_DFL = 0;
    internal const ulong SIG_IGN = 1;
}
