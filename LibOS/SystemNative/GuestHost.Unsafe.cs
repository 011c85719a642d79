// The file system's surroundings in a guest: clocks, randomness, console and memory of the GC-free layer.

using System.Buffers;
using System.Runtime.InteropServices;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Clock, randomness, console and memory of the guest.</summary>
internal sealed unsafe class GuestHost : VfsHost
{
    private const int PROT_READ_WRITE = 3;
    private const int MAP_PRIVATE_ANONYMOUS = 0x22;
    private const int ArchiveExitCode = 134; // as abort()

    internal static GuestHost Instance { get; } = new();

    /// <summary>When the guest started, ns since 1970.</summary>
    internal long BornNs => NowNs - UptimeNs;

    internal override long NowNs => (long)Bare.RealtimeNs();

    internal override long UptimeNs => (long)Bare.UptimeNs();

    internal override long CpuTimeNs => (long)Bare.CpuTimeNs();

    internal override int CpuCount => Environment.ProcessorCount;

    internal override long TotalBytes => MemoryInformation().Total;

    internal override long FreeBytes => MemoryInformation().Free;

    internal override bool IsConsoleReady => ConsoleInput.IsReady;

    internal override string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";

    internal override byte[] EnvironmentBlock()
    {
        // SAFETY: an array of NUL-terminated strings that ends with null and lives as long as the guest.
        byte** environment = Bare.Environment();
        int length = 0;
        for (byte** entry = environment; *entry != null; entry++)
        {
            length += FileExports.TextAt(*entry).Length + 1;
        }

        byte[] block = new byte[length];
        Span<byte> rest = block;
        for (; *environment != null; environment++)
        {
            ReadOnlySpan<byte> text = FileExports.TextAt(*environment);
            text.CopyTo(rest);
            rest = rest[(text.Length + 1)..];
        }

        return block;
    }

    internal override bool TryFillRandom(Span<byte> destination)
    {
        // SAFETY: the call writes the span's bytes.
        fixed (byte* pointer = destination)
        {
            return Bare.FillEntropy(pointer, destination.Length) == 0;
        }
    }

    internal override int ReadConsole(Span<byte> destination) => ConsoleInput.Read(destination);

    internal override void WriteConsole(ReadOnlySpan<byte> source)
    {
        // SAFETY: the call reads the span's bytes.
        fixed (byte* pointer = source)
        {
            _ = Bare.ConsoleWrite(pointer, source.Length);
        }
    }

    internal override MappedMemory? TryMap(long lengthBytes)
    {
        byte* address = Bare.Map(null, (nuint)lengthBytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        return (nint)address == -1 ? null : new AnonymousMemory(address, (int)lengthBytes);
    }

    internal override ReadOnlyMemory<byte> Archive()
    {
        nuint length;
        byte* address = Bare.Archive(&length);
        return length == 0 ? default : new NativeBytes(address, (int)Math.Min(length, int.MaxValue)).Memory;
    }

    /// <summary>Ends the guest with a line that names the cause.</summary>
    internal void Fail(string cause)
    {
        WriteConsole("[libos] panic: "u8);
        WriteConsole(SystemFiles.Bytes(cause + "\n"));
        Environment.Exit(ArchiveExitCode);
    }

    private static (long Total, long Free) MemoryInformation()
    {
        ulong total;
        ulong free;
        Bare.MemoryInformation(&total, &free);
        return ((long)total, (long)free);
    }

    private sealed class AnonymousMemory(byte* address, int lengthBytes) : MappedMemory
    {
        internal override Memory<byte> Memory { get; } = new NativeBytes(address, lengthBytes).Memory;

        internal override nint Address => (nint)address;

        internal override void Release() => _ = Bare.Unmap(address, (nuint)lengthBytes);
    }

    /// <summary>Memory outside the GC's heap as Memory: the range lives as long as anybody has it.</summary>
    private sealed class NativeBytes(byte* address, int lengthBytes) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() =>
            // SAFETY: the range is mapped for as long as the file or the archive that owns it.
            new(address, lengthBytes);

        public override MemoryHandle Pin(int elementIndex = 0) => new(address + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
