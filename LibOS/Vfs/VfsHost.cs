// What the file system asks of its surroundings. All of it is an argument, so that the whole runs in a host test.

namespace LibOS.Vfs;

/// <summary>Clock, randomness, console, memory, and what /proc tells about the program.</summary>
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

    /// <summary>The version of the system.</summary>
    internal abstract string Release { get; }

    /// <summary>The host's name.</summary>
    internal abstract string HostName { get; }

    /// <summary>A CPU as /proc/cpuinfo has it, with an empty line at the end.</summary>
    internal abstract byte[] CpuInformation(int cpu);

    /// <summary>The program's environment as /proc has it: NAME=value, each ended by NUL.</summary>
    internal abstract byte[] EnvironmentBlock();

    /// <summary>The program's arguments as /proc has them, each ended by NUL.</summary>
    internal abstract byte[] CommandLine();

    /// <summary>The first address of the program's image.</summary>
    internal abstract long ImageStart { get; }

    /// <summary>The address behind the image.</summary>
    internal abstract long ImageEnd { get; }

    /// <summary>The number of the calling thread.</summary>
    internal abstract int CurrentThread { get; }

    /// <summary>No descriptor has a number as high as this.</summary>
    internal abstract int DescriptorLimit { get; }

    /// <summary>The threads as they are now.</summary>
    internal abstract ThreadStatus[] Threads();

    /// <summary>What a descriptor refers to; null when it is not open.</summary>
    internal abstract OpenFile? Descriptor(int number);

    /// <summary>Fills with randomness of cryptographic strength; false when the machine has no source.</summary>
    internal abstract bool TryFillRandom(Span<byte> destination);

    /// <summary>Reads what was typed, waiting for it: bytes, 0 at the end.</summary>
    internal abstract int ReadConsole(Span<byte> destination);

    /// <summary>Writes everything.</summary>
    internal abstract void WriteConsole(ReadOnlySpan<byte> source);

    /// <summary>Zeroed memory at a fixed address for shared mappings; null when there is none.</summary>
    internal abstract FixedMemory? TryMap(long lengthBytes);

    /// <summary>The archive that came with the kernel; null for none. Lives as long as the system.</summary>
    internal abstract FixedMemory? Archive();
}

/// <summary>A thread as /proc tells about it.</summary>
/// <param name="id">Its number; the main thread's is the process's.</param>
/// <param name="name">At most 15 bytes, one char for each.</param>
/// <param name="madeAtNs">When it was made, ns since the system started.</param>
/// <param name="cpuTimeNs">CPU time it has had.</param>
/// <param name="isRunning">It has a CPU or waits for one.</param>
internal sealed class ThreadStatus(int id, string name, long madeAtNs, long cpuTimeNs, bool isRunning)
{
    internal int Id { get; } = id;

    internal string Name { get; } = name;

    internal long MadeAtNs { get; } = madeAtNs;

    internal long CpuTimeNs { get; } = cpuTimeNs;

    internal bool IsRunning { get; } = isRunning;
}
