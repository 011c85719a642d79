// Arrays of the large object heap, and pinned ones that may not move: by GCHandle, and of the pinned object heap.

using System.Runtime.InteropServices;

namespace Stress.Graphs;

/// <summary>One large array, one pinned by a handle, one born pinned.</summary>
internal sealed unsafe class LargeGraph : Graph
{
    private const int LeastLarge = 85_000;
    private const int LargeSpread = 60_000;
    private const int MostPinned = 3000;

    private Contents? _contents;

    public override int Build(ref RandomStream random)
    {
        var contents = new Contents(new byte[LeastLarge + random.Below(LargeSpread)], ref random);
        _contents?.Unpin();
        _contents = contents;
        return 4;
    }

    public override int Mutate(ref RandomStream random)
    {
        if (random.Below(4) == 0)
        {
            return Build(ref random);
        }

        // The large array is old by now; the new one beside it is not.
        var contents = new Contents(_contents!.Large, ref random);
        _contents.Unpin();
        _contents = contents;
        return 3;
    }

    public override bool IsIntact() => _contents!.IsIntact();

    public override void Damage(ref RandomStream random) => _contents!.Large[random.Below(LeastLarge)] ^= (byte)(1 << random.Below(8));

    /// <summary>The arrays and what is known of them. The finalizer unpins what was dropped without.</summary>
    private sealed class Contents
    {
        private readonly byte[] _pinned;
        private readonly byte[] _bornPinned;
        private readonly ulong _largeSum;
        private readonly ulong _pinnedSum;
        private readonly ulong _bornPinnedSum;
        private readonly nint _bornPinnedAt;
        private readonly nint _pinnedAt;
        private GCHandle _handle;

        public Contents(byte[] large, ref RandomStream random)
        {
            Large = large;
            _pinned = new byte[1 + random.Below(MostPinned)];
            _pinnedSum = Checksum.Fill(_pinned, random.Next());
            _bornPinned = GC.AllocateUninitializedArray<byte>(1 + random.Below(MostPinned), pinned: true);
            _bornPinnedSum = Checksum.Fill(_bornPinned, random.Next());
            _bornPinnedAt = Marshal.UnsafeAddrOfPinnedArrayElement(_bornPinned, 0);
            _handle = GCHandle.Alloc(_pinned, GCHandleType.Pinned);
            _pinnedAt = _handle.AddrOfPinnedObject();
            _largeSum = Checksum.Fill(large, random.Next()); // last: before, the old contents may still be asked for
        }

        ~Contents() => Unpin();

        public byte[] Large { get; }

        public bool IsIntact() => Checksum.Of(Large) == _largeSum
            && Checksum.Of(_pinned) == _pinnedSum
            && Checksum.Of(new ReadOnlySpan<byte>((void*)_pinnedAt, _pinned.Length)) == _pinnedSum
            && Checksum.Of(new ReadOnlySpan<byte>((void*)_bornPinnedAt, _bornPinned.Length)) == _bornPinnedSum
            && _handle.AddrOfPinnedObject() == _pinnedAt;

        public void Unpin()
        {
            if (_handle.IsAllocated)
            {
                _handle.Free();
            }
        }
    }
}
