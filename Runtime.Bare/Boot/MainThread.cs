// The first thread: C++ constructors of the stock runtime, then the runtime's own main, then exit with its code.

using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc;
using Runtime.Bare.Libc.Format;
using Runtime.Bare.Memory;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Boot;

/// <summary>Runs the program.</summary>
internal static unsafe class MainThread
{
    private static CommandLine s_commandLine;

    /// <summary>Creates the thread; it runs when the boot code idles.</summary>
    internal static void Start(CommandLine commandLine)
    {
        s_commandLine = commandLine;
        delegate*<void*, void*> entry = &Run;
        int error = ThreadCreation.Create((void*)entry, null, 0, detached: true, out Thread* thread);
        if (error != 0)
        {
            Panic.Fail("out of memory: the main thread could not be created"u8);
        }

        ThreadCreation.SetName(thread, "main"u8);
    }

    private static void* Run(void* argument)
    {
        _ = argument;
        LinkerSymbols* symbols = Linker.Table();
        for (void** function = symbols->InitArray; function < symbols->InitArrayEnd; function++)
        {
            Instructions.Call(*function, 0, 0, 0);
        }

        int code = (int)Instructions.Call(
            symbols->Main,
            (ulong)s_commandLine.ArgumentCount,
            (ulong)s_commandLine.Arguments,
            (ulong)EnvironmentBlock.Pointers);
        if (code == -1)
        {
            ReportFailedStart();
        }

        Process.Exit(code);
        return null;
    }

    // The runtime's main returns -1 without a word when it cannot set up its heap; a program may return -1 as well.
    private static void ReportFailedStart()
    {
        byte* text = stackalloc byte[256];
        FormatWriter writer = new(new Span<byte>(text, 256));
        writer.WriteText("[libos] main returned -1. If the program printed nothing, the GC could not set up its heap: "u8);
        ulong shortage = AddressSpace.LargestShortage << PageSize.Shift;
        if (shortage != 0)
        {
            KernelMemory.WriteNeed(ref writer, Machine.TotalMemory + shortage);
            writer.WriteText("\n"u8);
        }
        else
        {
            writer.WriteText("its range of addresses was refused (see DOTNET_GCRegionRange)\n"u8);
        }

        _ = Xen.Console.Write(text, writer.StoredBytes);
    }
}
