// The ChaCha20 block function (RFC 8439, 2.3) as a generator that forgets: each use replaces its key with its own output before
// anything leaves, so that what is seen of it later says nothing about what it gave earlier
// (Bernstein, "Fast-key-erasure random-number generators", 2017).

using Runtime.Bare.Libc;

namespace Runtime.Bare.Cpu;

/// <summary>A key of 256 bits, and the numbers that follow from it. Not thread-safe. Pure.</summary>
internal unsafe struct ChaCha20
{
    internal const int KeyBytes = 32;
    internal const int BlockBytes = 64;

    private const int Words = BlockBytes / 4;
    private const int KeyWords = KeyBytes / 4;
    private const int DoubleRounds = 10;

    private fixed uint _key[KeyWords];

    /// <summary>Mixes four words into the key; none that was in it is lost.</summary>
    internal void Absorb(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        fixed (uint* key = _key)
        {
            ulong* words = (ulong*)key;
            words[0] ^= w0;
            words[1] ^= w1;
            words[2] ^= w2;
            words[3] ^= w3;
        }

        Fill(null, 0);
    }

    /// <summary>Fills with the next numbers.</summary>
    internal void Fill(byte* buffer, nuint length)
    {
        uint* block = stackalloc uint[Words];
        fixed (uint* key = _key)
        {
            uint* next = stackalloc uint[KeyWords];
            Block(key, 0, block);
            MemoryBlock.Copy((byte*)next, (byte*)block, KeyBytes);
            nuint use = KeyBytes; // the rest of the block is output
            uint counter = 0;
            for (nuint done = 0; done < length;)
            {
                if (use == BlockBytes)
                {
                    Block(key, ++counter, block);
                    use = 0;
                }

                nuint count = Math.Min(length - done, BlockBytes - use);
                MemoryBlock.Copy(buffer + done, (byte*)block + use, count);
                done += count;
                use += count;
            }

            MemoryBlock.Copy((byte*)key, (byte*)next, KeyBytes);
            MemoryBlock.Set((byte*)next, 0, KeyBytes);
        }

        MemoryBlock.Set((byte*)block, 0, BlockBytes);
    }

    /// <summary>One block of the key stream, with a nonce of zero.</summary>
    internal static void Block(uint* key, uint counter, uint* output)
    {
        uint* initial = stackalloc uint[Words];
        initial[0] = 0x61707865; // "expand 32-byte k"
        initial[1] = 0x3320646E;
        initial[2] = 0x79622D32;
        initial[3] = 0x6B206574;
        for (int i = 0; i < KeyWords; i++)
        {
            initial[4 + i] = key[i];
        }

        initial[12] = counter;
        initial[13] = 0;
        initial[14] = 0;
        initial[15] = 0;
        for (int i = 0; i < Words; i++)
        {
            output[i] = initial[i];
        }

        for (int i = 0; i < DoubleRounds; i++)
        {
            QuarterRound(output, 0, 4, 8, 12);
            QuarterRound(output, 1, 5, 9, 13);
            QuarterRound(output, 2, 6, 10, 14);
            QuarterRound(output, 3, 7, 11, 15);
            QuarterRound(output, 0, 5, 10, 15);
            QuarterRound(output, 1, 6, 11, 12);
            QuarterRound(output, 2, 7, 8, 13);
            QuarterRound(output, 3, 4, 9, 14);
        }

        for (int i = 0; i < Words; i++)
        {
            output[i] += initial[i];
            initial[i] = 0;
        }
    }

    private static void QuarterRound(uint* words, int a, int b, int c, int d)
    {
        words[a] += words[b];
        words[d] = RotateLeft(words[d] ^ words[a], 16);
        words[c] += words[d];
        words[b] = RotateLeft(words[b] ^ words[c], 12);
        words[a] += words[b];
        words[d] = RotateLeft(words[d] ^ words[a], 8);
        words[c] += words[d];
        words[b] = RotateLeft(words[b] ^ words[c], 7);
    }

    private static uint RotateLeft(uint value, int bits) => (value << bits) | (value >> (32 - bits));
}
