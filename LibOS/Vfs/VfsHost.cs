// What the file system asks of its surroundings. All of it is an argument, so that the whole runs in a host test.

namespace LibOS.Vfs;

/// <summary>Clock, randomness, console and memory.</summary>
internal abstract class VfsHost
{
    /// <summary>Nanoseconds since 1970 UTC.</summary>
    internal abstract long NowNs { get; }

    /// <summary>Nanoseconds since the system started.</summary>
    internal abstract long UptimeNs { get; }

    /// <summary>CPU time of the program, ns.</summary>
    internal abstract long CpuTimeNs { get; }

    /// <summary>CPUs that run threads.</summary>
    internal abstract int CpuCount { get; }

    /// <summary>RAM of the domain, bytes.</summary>
    internal abstract long TotalBytes { get; }

    /// <summary>RAM that nobody has, bytes.</summary>
    internal abstract long FreeBytes { get; }

    /// <summary>Can a read of the console return at once.</summary>
    internal abstract bool IsConsoleReady { get; }

    /// <summary>The variable of the environment, or "".</summary>
    internal abstract string Variable(string name);

    /// <summary>The program's environment as /proc has it: NAME=value, each ended by NUL.</summary>
    internal abstract byte[] EnvironmentBlock();

    /// <summary>Fills with randomness of cryptographic strength; false when the machine has no source.</summary>
    internal abstract bool TryFillRandom(Span<byte> destination);

    /// <summary>Reads what was typed, waiting for it: bytes, 0 at the end.</summary>
    internal abstract int ReadConsole(Span<byte> destination);

    /// <summary>Writes everything.</summary>
    internal abstract void WriteConsole(ReadOnlySpan<byte> source);

    /// <summary>Zeroed memory at a fixed address for shared mappings; null when there is none.</summary>
    internal abstract MappedMemory? TryMap(long lengthBytes);

    /// <summary>The archive that came with the kernel; empty for none. Lives as long as the system.</summary>
    internal abstract ReadOnlyMemory<byte> Archive();
}

/// <summary>Memory that does not move: what a shared mapping and the file's own reads and writes both use.</summary>
internal abstract class MappedMemory
{
    /// <summary>The bytes; whole pages.</summary>
    internal abstract Memory<byte> Memory { get; }

    /// <summary>The address of the first.</summary>
    internal abstract nint Address { get; }

    /// <summary>Gives the memory back. Nobody may use it afterwards.</summary>
    internal abstract void Release();
}
