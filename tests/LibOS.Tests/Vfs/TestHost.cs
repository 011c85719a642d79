// The surroundings of a file system in a test: a clock that ticks when it is read, memory that is counted.

using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;
using LibOS.Vfs;

namespace LibOS.Tests.Vfs;

/// <summary>A double of the guest.</summary>
internal sealed class TestHost : VfsHost
{
    internal const long Start = 1_700_000_000_000_000_000;

    private readonly byte[]? _archive;
    private long _ticks;

    internal TestHost(byte[]? archive = null) => _archive = archive;

    /// <summary>Shared memory that nobody has given back.</summary>
    internal List<TestMemory> Mapped { get; } = [];

    /// <summary>The most memory that a mapping may have.</summary>
    internal long MappableBytes { get; set; } = long.MaxValue;

    internal List<ThreadStatus> AllThreads { get; } = [new(1, "main", 0, 30_000_000, true), new(7, "worker", 5_000_000_000, 20_000_000, false)];

    internal bool HasEntropy { get; set; } = true;

    internal StringBuilder Written { get; } = new();

    internal override long NowNs => Start + (++_ticks * 1000);

    internal override long UptimeNs => 100_000_000_000;

    internal override long CpuTimeNs => 50_000_000;

    internal override int CpuCount => 2;

    internal override long TotalBytes { get; } = 64 << 20;

    internal override long FreeBytes => 48 << 20;

    internal override bool IsConsoleReady => false;

    internal override string Release => "1.2.3";

    internal override string HostName => "host";

    internal override long ImageStart => 0x100000;

    internal override long ImageEnd => 0x300000;

    internal override int CurrentThread => 7;

    internal override int DescriptorLimit => 0;

    /// <summary>A file system in such surroundings, with its tree.</summary>
    internal static FileSystem MakeSystem(TestHost host)
    {
        var system = new FileSystem(host, new Gate());
        var devices = new Volume(2, "devtmpfs", Volume.TMPFS_MAGIC, "/dev", 0);
        NUnit.Framework.Assert.That(RootTree.Populate(system, devices, new CharacterDevice(devices, DeviceKind.Console, 0x180, 0)), NUnit.Framework.Is.Null);
        return system;
    }

    internal override byte[] CpuInformation(int cpu) => Encoding.ASCII.GetBytes($"processor\t: {cpu}\n\n");

    internal override byte[] EnvironmentBlock() => "A=b\0"u8.ToArray();

    internal override byte[] CommandLine() => "/app/program\0x\0"u8.ToArray();

    internal override ThreadStatus[] Threads() => [.. AllThreads];

    internal override OpenFile? Descriptor(int number) => null;

    internal override bool TryFillRandom(Span<byte> destination)
    {
        destination.Fill(0x5A);
        return HasEntropy;
    }

    internal override int ReadConsole(Span<byte> destination) => 0;

    internal override void WriteConsole(ReadOnlySpan<byte> source) => Written.Append(Encoding.ASCII.GetString(source));

    internal override FixedMemory? TryMap(long lengthBytes)
    {
        if (lengthBytes > MappableBytes)
        {
            return null;
        }

        var memory = new TestMemory(this, lengthBytes);
        Mapped.Add(memory);
        return memory;
    }

    internal override FixedMemory? Archive() => _archive is null ? null : new TestMemory(this, _archive);
}

/// <summary>Pinned memory with room for twice what it has at first.</summary>
internal sealed class TestMemory : FixedMemory
{
    private readonly TestHost _host;
    private readonly byte[] _bytes;
    private long _length;

    internal TestMemory(TestHost host, long length)
    {
        _host = host;
        _bytes = GC.AllocateArray<byte>((int)length * 2, pinned: true);
        _length = length;
    }

    internal TestMemory(TestHost host, byte[] contents)
        : this(host, contents.Length) => contents.CopyTo(_bytes, 0);

    internal override unsafe nint Address => (nint)Unsafe.AsPointer(ref _bytes[0]);

    internal override long Length => _length;

    internal override Span<byte> At(long offset, int length) => offset + length <= _length ? _bytes.AsSpan((int)offset, length) : throw new ArgumentOutOfRangeException(nameof(offset));

    internal override bool TryGrow(long lengthBytes)
    {
        bool fits = lengthBytes <= Math.Min(_bytes.Length, _host.MappableBytes);
        _length = fits ? lengthBytes : _length;
        return fits;
    }

    internal override void Release() => NUnit.Framework.Assert.That(_host.Mapped.Remove(this), NUnit.Framework.Is.True);
}
