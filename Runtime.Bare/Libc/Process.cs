// The guest as a process: identity, exit handlers, the ways to end.

using System.Runtime;
using Runtime.Bare.Boot;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc.Format;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Libc;

/// <summary>getpid, atexit, exit, abort.</summary>
internal static unsafe class Process
{
    /// <summary>The process id; the main thread's id is the same, as the runtime expects.</summary>
    internal const int Id = 1;

    /// <summary>Is the end a restart: the host asked for one. Once set it stays.</summary>
    internal static bool RestartsAtEnd { get; set; }

    private static ExitHandler* s_handlers;
    private static SpinLock s_lock = new(LockRank.Leaf);

    /// <summary>
    /// exit(3): runs the exit handlers in reverse order, then .fini_array, says the code on the console and powers the
    /// domain off (or asks Xen to restart it). Other threads go on until then. Does not return.
    /// </summary>
    [RuntimeExport("exit")]
    internal static void Exit(int code)
    {
        while (true)
        {
            ulong flags = s_lock.Acquire();
            ExitHandler* handler = s_handlers;
            if (handler != null)
            {
                s_handlers = handler->Next;
            }

            s_lock.Release(flags);
            if (handler == null)
            {
                break;
            }

            Instructions.Call(handler->Function, (ulong)handler->Argument, 0, 0);
        }

        LinkerSymbols* symbols = Linker.Table();
        for (void** function = symbols->FiniArrayEnd; function > symbols->FiniArray;)
        {
            Instructions.Call(*--function, 0, 0, 0);
        }

        PowerOff(code);
    }

    /// <summary>_exit(2): as <see cref="Exit"/> without the handlers.</summary>
    [RuntimeExport("_exit")]
    internal static void PowerOff(int code)
    {
        Xen.Console.WriteExitCode(code & 0xFF);
        Shutdown.Request(RestartsAtEnd ? Shutdown.SHUTDOWN_reboot : Shutdown.SHUTDOWN_poweroff);
    }

    /// <summary>
    /// abort(3): a crash report, then the domain crashes (exit code 134 for who runs it). The runtime aborts without a word when
    /// memory is too short for an OutOfMemoryException; so a shortage that there was is said, with its remedy.
    /// </summary>
    [RuntimeExport("abort")]
    internal static void Abort()
    {
        ulong shortage = AddressSpace.LargestShortage << PageSize.Shift;
        if (shortage == 0)
        {
            Panic.Fail("abort() was called"u8);
        }

        byte* text = stackalloc byte[160];
        FormatWriter writer = new(new Span<byte>(text, 160));
        writer.WriteText("abort() was called, and memory had run short: "u8);
        KernelMemory.WriteNeed(ref writer, Machine.TotalMemory + shortage);
        Panic.Fail(new ReadOnlySpan<byte>(text, writer.StoredBytes));
    }

    /// <summary>Where a broken stack canary leads.</summary>
    [RuntimeExport("__stack_chk_fail")]
    internal static void StackCheckFailed() => Panic.Fail("stack smashing detected"u8);

    [RuntimeExport("getpid")]
    private static int GetId() => Id;

    [RuntimeExport("atexit")]
    private static int AtExit(void* function) => RegisterAtExit(function, null, null);

    [RuntimeExport("__cxa_atexit")]
    private static int RegisterAtExit(void* function, void* argument, void* module)
    {
        _ = module;
        ExitHandler* handler = (ExitHandler*)KernelHeap.Allocate((nuint)sizeof(ExitHandler));
        if (handler == null)
        {
            return -1;
        }

        handler->Function = function;
        handler->Argument = argument;
        ulong flags = s_lock.Acquire();
        handler->Next = s_handlers;
        s_handlers = handler;
        s_lock.Release(flags);
        return 0;
    }

    private struct ExitHandler
    {
        public ExitHandler* Next;
        public void* Function;
        public void* Argument;
    }
}
