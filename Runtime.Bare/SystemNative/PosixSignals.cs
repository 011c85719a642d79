// The signals that .NET programs handle (PosixSignalRegistration, Console.CancelKeyPress): pal_signal.h.
//
// No second process sends signals here. They come from whoever speaks for the outside (bare_signal_deliver): a shutdown
// that the host asks for is a SIGTERM. They are delivered by a call on an ordinary thread, never in an interrupt, so a
// handler may do anything. Numbers are Linux's.

using System;
using System.Runtime;
using System.Threading;
using Runtime.Bare.Cpu;
using Runtime.Bare.Libc;
using Runtime.Bare.Threading;
using Runtime.Bare.Xen;

namespace Runtime.Bare.SystemNative;

/// <summary>Registrations of signals and their delivery.</summary>
internal static unsafe class PosixSignals
{
    internal const int SIGHUP = 1;
    internal const int SIGINT = 2;
    internal const int SIGQUIT = 3;
    internal const int SIGKILL = 9;
    internal const int SIGTERM = 15;
    internal const int SIGCHLD = 17;
    internal const int SIGCONT = 18;
    internal const int SIGSTOP = 19;
    internal const int SIGTSTP = 20;
    internal const int SIGTTIN = 21;
    internal const int SIGTTOU = 22;
    internal const int SIGURG = 23;
    internal const int SIGWINCH = 28;

    /// <summary>Largest signal number.</summary>
    internal const int SIGRTMAX = 64;

    // What a shell makes of a process that a signal ended.
    private const int SignalledExitCode = 128;

    // Linux's number of PosixSignal -1, -2, ...
    private static ReadOnlySpan<byte> NumberByPosixSignal =>
        new byte[] { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGCHLD, SIGCONT, SIGWINCH, SIGTTIN, SIGTTOU, SIGTSTP };

    // Function pointers of the base class library, each set once and then only read: int(int, PosixSignal), void(void).
    private static void* s_handler;
    private static void* s_terminalInvalidation;

    // Bit n - 1: the program has a handler for signal n. Changed atomically.
    private static ulong s_registered;

    /// <summary>Linux's number of a PosixSignal, or the number itself when it is one; 0 for neither. No GC transition.</summary>
    [RuntimeExport("SystemNative_GetPlatformSignalNumber")]
    internal static int ToNumber(int posixSignal)
    {
        ReadOnlySpan<byte> numbers = NumberByPosixSignal;
        return posixSignal < 0
            ? posixSignal >= -numbers.Length ? numbers[-posixSignal - 1] : 0
            : posixSignal <= SIGRTMAX ? posixSignal : 0;
    }

    /// <summary>The PosixSignal of a number; 0 (none) when it has no name there.</summary>
    internal static int ToPosixSignal(int number)
    {
        ReadOnlySpan<byte> numbers = NumberByPosixSignal;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] == number)
            {
                return -(i + 1);
            }
        }

        return 0;
    }

    /// <summary>
    /// Delivers a signal to the program: its handler, if it registered one and does not decline, else the default action.
    /// Thread context, preemptive mode of the GC; returns unless the default action ends the guest.
    /// </summary>
    /// <param name="number">1 to 64.</param>
    internal static void Deliver(int number)
    {
        if (number is SIGCHLD or SIGCONT or SIGWINCH && s_terminalInvalidation != null)
        {
            Instructions.Call(s_terminalInvalidation, 0, 0, 0);
        }

        bool handled = (Volatile.Read(ref s_registered) & Bit(number)) != 0
            && (int)Instructions.Call(s_handler, (ulong)number, (ulong)(long)ToPosixSignal(number), 0) != 0;
        if (!handled)
        {
            ActByDefault(number);
        }
    }

    /// <summary>kill(2) as the PAL restricts it (0, SIGKILL, SIGSTOP); the program itself is the only process.</summary>
    [RuntimeExport("SystemNative_Kill")]
    private static int Kill(int process, int signal)
    {
        int error = signal is not (0 or SIGKILL or SIGSTOP) ? Errno.EINVAL
            : process is not (0 or Process.Id) ? Errno.ESRCH
            : 0;
        if (error != 0)
        {
            Errno.Value = error;
            return -1;
        }

        if (signal != 0)
        {
            ActByDefault(signal); // neither can be handled
        }

        return 0;
    }

    /// <summary>Stores the base class library's handler. No GC transition.</summary>
    [RuntimeExport("SystemNative_SetPosixSignalHandler")]
    private static void SetPosixSignalHandler(void* handler) => s_handler = handler;

    /// <summary>1: the program hears of a signal from now on; 0 and EINVAL for those that nobody can handle, as sigaction(2).</summary>
    [RuntimeExport("SystemNative_EnablePosixSignalHandling")]
    private static int EnablePosixSignalHandling(int signal)
    {
        if (signal is SIGKILL or SIGSTOP)
        {
            Errno.Value = Errno.EINVAL;
            return 0;
        }

        Interlocked.Or(ref s_registered, Bit(signal));
        return 1;
    }

    [RuntimeExport("SystemNative_DisablePosixSignalHandling")]
    private static void DisablePosixSignalHandling(int signal) => Interlocked.And(ref s_registered, ~Bit(signal));

    /// <summary>The default action, after the program's handlers have declined a signal.</summary>
    [RuntimeExport("SystemNative_HandleNonCanceledPosixSignal")]
    private static void ActByDefault(int number)
    {
        switch (number)
        {
            case SIGCHLD:
            case SIGURG:
            case SIGWINCH:
            case SIGCONT:
                return; // ignored
            case SIGSTOP:
            case SIGTSTP:
            case SIGTTIN:
            case SIGTTOU:
                return; // nobody could continue a stopped guest
            default:
                Process.PowerOff(SignalledExitCode + number);
                return;
        }
    }

    /// <summary>Stores what is called when the terminal's settings may have changed (SIGCHLD, SIGCONT, SIGWINCH).</summary>
    [RuntimeExport("SystemNative_SetTerminalInvalidationHandler")]
    private static void SetTerminalInvalidationHandler(void* handler) => s_terminalInvalidation = handler;

    /// <summary>Process wants to hear of its children's ends. It has none (there is no fork), so nothing is ever told.</summary>
    [RuntimeExport("SystemNative_RegisterForSigChld")]
    private static void RegisterForSigChld(void* handler) => _ = handler;

    /// <summary>As above: what would put the terminal back when the last child has ended. No GC transition.</summary>
    [RuntimeExport("SystemNative_SetDelayedSigChildConsoleConfigurationHandler")]
    private static void SetDelayedSigChildConsoleConfigurationHandler(void* handler) => _ = handler;

    /// <summary>Console, Process and PosixSignalRegistration call this first; nothing is left to set up. 1: it worked.</summary>
    [RuntimeExport("SystemNative_InitializeTerminalAndSignalHandling")]
    private static int InitializeTerminalAndSignalHandling() => 1;

    /// <summary>Does Ctrl-C on the console make a signal. No GC transition.</summary>
    [RuntimeExport("SystemNative_GetSignalForBreak")]
    private static int GetSignalForBreak() => ConsoleInput.MakesSignals ? 1 : 0;

    /// <summary>Chooses whether Ctrl-C is a signal or a byte to read. 1: it worked.</summary>
    [RuntimeExport("SystemNative_SetSignalForBreak")]
    private static int SetSignalForBreak(int signalForBreak)
    {
        ConsoleInput.MakesSignals = signalForBreak != 0;
        return 1;
    }

    private static ulong Bit(int number) => 1UL << (number - 1);
}
