// dl_iterate_phdr, dladdr, dlopen: the runtime and its unwinder ask where the code and its unwind tables are. The image
// is one static object; two synthetic program headers describe it.

using System.Runtime;
using System.Runtime.InteropServices;
using Runtime.Bare.Cpu;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Libc;

/// <summary>The image as a dynamic linker would describe it.</summary>
internal static unsafe class DynamicLinking
{
    private const uint PT_LOAD = 1;
    private const uint PT_GNU_EH_FRAME = 0x6474E550;
    private const uint PF_R = 4;
    private const uint PF_X = 1;

    private static Headers s_headers;

    /// <summary>Calls back once, for the image; returns what the callback returned.</summary>
    [RuntimeExport("dl_iterate_phdr")]
    internal static int IterateHeaders(void* callback, void* data)
    {
        LinkerSymbols* symbols = Linker.Table();
        fixed (ulong* words = s_headers.Words)
        {
            ProgramHeader* headers = (ProgramHeader*)words;
            headers[0] = new ProgramHeader
            {
                Type = PT_LOAD,
                Flags = PF_R | PF_X,
                VirtualAddress = (ulong)symbols->ImageStart,
                PhysicalAddress = (ulong)symbols->ImageStart,
                FileSize = (ulong)(symbols->ImageEnd - symbols->ImageStart),
                MemorySize = (ulong)(symbols->ImageEnd - symbols->ImageStart),
                Alignment = 4096,
            };
            headers[1] = new ProgramHeader
            {
                Type = PT_GNU_EH_FRAME,
                Flags = PF_R,
                VirtualAddress = (ulong)symbols->EhFrameHeader,
                PhysicalAddress = (ulong)symbols->EhFrameHeader,
                FileSize = symbols->EhFrameHeaderSize,
                MemorySize = symbols->EhFrameHeaderSize,
                Alignment = 4,
            };

            // struct dl_phdr_info: addr, name, phdr, phnum, adds, subs, tls_modid, tls_data.
            ulong* information = stackalloc ulong[8];
            information[0] = 0;
            information[1] = (ulong)Name();
            information[2] = (ulong)headers;
            information[3] = 2;
            information[4] = 1;
            information[5] = 0;
            information[6] = 0;
            information[7] = 0;
            return (int)Instructions.Call(callback, (ulong)information, 64, (ulong)data);
        }
    }

    /// <summary>dladdr: any address of the image belongs to the one module; symbol names are not looked up.</summary>
    [RuntimeExport("dladdr")]
    internal static int FindAddress(byte* address, ulong* information)
    {
        LinkerSymbols* symbols = Linker.Table();
        if (address < symbols->ImageStart || address >= symbols->ImageEnd)
        {
            return 0;
        }

        information[0] = (ulong)Name();
        information[1] = (ulong)symbols->ImageStart;
        information[2] = 0;
        information[3] = 0;
        return 1;
    }

    // A static image loads nothing. The callers turn null into DllNotFoundException with the library's name.
    [RuntimeExport("dlopen")]
    private static void* dlopen(byte* path, int flags) => null;

    // Nobody can have a handle.
    [RuntimeExport("dlclose")]
    private static int dlclose(void* handle) => 0;

    [RuntimeExport("dlsym")]
    private static void* dlsym(void* handle, byte* name) => null;

    /// <summary>dlerror.</summary>
    [RuntimeExport("dlerror")]
    private static byte* dlerror()
    {
        fixed (byte* text = "no shared libraries here\0"u8)
        {
            return text;
        }
    }

    /// <summary>Named by general-dynamic TLS sequences, all of which the linker rewrites.</summary>
    [RuntimeExport("__tls_get_addr")]
    private static void* TlsGetAddress(ulong* index)
    {
        Diagnostics.Panic.Fail("__tls_get_addr: a TLS access was not rewritten by the linker"u8, index[1]);
        return null;
    }

    private static byte* Name()
    {
        fixed (byte* name = "/app/program\0"u8)
        {
            return name;
        }
    }

    /// <summary>Elf64_Phdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ProgramHeader
    {
        public uint Type;
        public uint Flags;
        public ulong Offset;
        public ulong VirtualAddress;
        public ulong PhysicalAddress;
        public ulong FileSize;
        public ulong MemorySize;
        public ulong Alignment;
    }

    private struct Headers
    {
        public fixed ulong Words[14];
    }
}
