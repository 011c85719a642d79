// The file system's surroundings in a guest: clocks, randomness, console and memory of the GC-free layer.

using System.Text;
using LibOS.Vfs;

namespace LibOS.SystemNative;

/// <summary>Clock, randomness, console and memory of the guest, and what it knows of the program.</summary>
internal sealed unsafe class GuestHost : VfsHost
{
    private const int FailureExitCode = 134; // as abort()

    internal static GuestHost Instance { get; } = new();

    /// <summary>When the guest started, ns since 1970.</summary>
    internal long BornNs => NowNs - UptimeNs;

    internal override long NowNs => (long)Bare.RealtimeNs();

    internal override long UptimeNs => (long)Bare.UptimeNs();

    internal override long CpuTimeNs => (long)Bare.CpuTimeNs();

    internal override int CpuCount => Environment.ProcessorCount;

    internal override long TotalBytes => Memory(isFree: false);

    internal override long FreeBytes => Memory(isFree: true);

    internal override bool IsConsoleReady => ConsoleInput.IsReady;

    internal override long ImageStart => Image(isEnd: false);

    internal override long ImageEnd => Image(isEnd: true);

    internal override string Release => ByteText.Text(SystemNative.Release.Version);

    internal override string HostName => ByteText.Text(SystemIdentityExports.HostName);

    internal override int CurrentThread => (int)Bare.ThreadId();

    internal override int DescriptorLimit => Descriptors.TableLength;

    internal override byte[] CpuInformation(int cpu) => CpuText.Describe(cpu, CpuCount);

    internal override byte[] EnvironmentBlock()
    {
        // SAFETY: an array of NUL-terminated strings that ends with null and lives as long as the guest.
        var text = new ByteText();
        for (byte** entry = Bare.GetEnvironment(); *entry != null; entry++)
        {
            text.Add(SystemNative.Text.At(*entry)).Add("\0");
        }

        return text.ToArray();
    }

    internal override byte[] CommandLine()
    {
        var text = new ByteText();
        foreach (string argument in Environment.GetCommandLineArgs())
        {
            text.Add(Encoding.UTF8.GetBytes(argument)).Add("\0");
        }

        return text.ToArray();
    }

    internal override ThreadStatus[] Threads()
    {
        int capacity = 16;
        while (true)
        {
            // SAFETY: the call fills at most so many records.
            ThreadRecord[] records = new ThreadRecord[capacity];
            fixed (ThreadRecord* first = records)
            {
                int count = Bare.Threads(first, capacity);
                if (count > capacity)
                {
                    capacity = count + 16; // more may begin meanwhile
                    continue;
                }

                var threads = new ThreadStatus[count];
                for (int i = 0; i < count; i++)
                {
                    string name = ByteText.Text(SystemNative.Text.At(first[i].Name));
                    threads[i] = new ThreadStatus(first[i].Id, name, (long)first[i].MadeAtNs, (long)first[i].CpuTimeNs, first[i].IsRunning != 0);
                }

                return threads;
            }
        }
    }

    internal override OpenFile? Descriptor(int number) => Descriptors.Find(number);

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

    internal override FixedMemory? TryMap(long lengthBytes) => AnonymousMemory.TryMake(lengthBytes);

    internal override FixedMemory? Archive() => ArchiveMemory.Find();

    /// <summary>Ends the guest with a line that names the cause.</summary>
    internal static void Fail(string cause)
    {
        Instance.WriteConsole(ByteText.Bytes("[libos] panic: " + cause + "\n"));
        Environment.Exit(FailureExitCode);
    }

    private static long Memory(bool isFree)
    {
        ulong total;
        ulong free;
        Bare.MemoryInformation(&total, &free);
        return (long)(isFree ? free : total);
    }

    private static long Image(bool isEnd)
    {
        byte* start;
        byte* end;
        Bare.Image(&start, &end);
        return (nint)(isEnd ? end : start);
    }
}
