// The domain's memory is there, all of it distinct, and freed memory comes back as zeroes.

using System.Runtime.InteropServices;

namespace Probe;

internal static unsafe class MemoryMap
{
    private const nuint BlockBytes = 1 << 20;

    public static void Run(Checks checks)
    {
        checks.Expect(5);
        long total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        checks.That(total is > 56L << 20 and <= 64L << 20, $"a 64 MiB domain, but {total} bytes");

        // Half of the memory outside the GC heap, each block with its own pattern.
        const int Blocks = 32;
        var blocks = new nint[Blocks];
        for (int i = 0; i < Blocks; i++)
        {
            blocks[i] = (nint)NativeMemory.Alloc(BlockBytes);
            new Span<byte>((void*)blocks[i], (int)BlockBytes).Fill((byte)(i + 1));
        }

        bool distinct = true;
        for (int i = 0; i < Blocks; i++)
        {
            distinct &= new ReadOnlySpan<byte>((void*)blocks[i], (int)BlockBytes).IndexOfAnyExcept((byte)(i + 1)) < 0;
            NativeMemory.Free((void*)blocks[i]);
        }

        checks.That(distinct, "blocks keep their contents");
        byte* zeroed = (byte*)NativeMemory.AllocZeroed(16 * BlockBytes);
        checks.That(new ReadOnlySpan<byte>(zeroed, (int)(16 * BlockBytes)).IndexOfAnyExcept((byte)0) < 0, "zeroed after reuse");
        NativeMemory.Free(zeroed);

        // The same frames again through the GC.
        long sum = 0;
        for (int i = 0; i < 200; i++)
        {
            byte[] array = new byte[1 << 20];
            sum += array.AsSpan().IndexOfAnyExcept((byte)0);
            array.AsSpan().Fill(0xA5);
        }

        checks.That(sum == -200, "fresh arrays are zero");
        checks.That(GC.CollectionCount(0) > 0, "200 MB of garbage in 64 MiB needed a collection");
    }
}
