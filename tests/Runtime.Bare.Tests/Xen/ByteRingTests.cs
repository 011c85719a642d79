using System.Collections.Generic;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Xen;

namespace Runtime.Bare.Tests.Xen;

/// <summary>Index arithmetic of the console's rings: indices run freely through 2^32, and the peer's may be anything.</summary>
public sealed class ByteRingTests
{
    private static readonly Gen<uint> s_size = Gen.Int[0, 12].Select(bits => 1u << bits);

    // Around the wrap as often as anywhere.
    private static readonly Gen<uint> s_index = Gen.OneOf(Gen.UInt, Gen.UInt[0, 5000], Gen.UInt[uint.MaxValue - 5000, uint.MaxValue]);

    [Test]
    public void FilledIsTheDistanceAcrossTheWrap() =>
        Gen.Select(s_size, s_index, Gen.UInt[0, 5000]).Sample((size, consumer, distance) =>
        {
            uint producer = unchecked(consumer + distance);
            Assert.That(ByteRing.TryGetFilled(producer, consumer, size, out uint filled), Is.EqualTo(distance <= size));
            Assert.That(filled, Is.EqualTo(distance));
        });

    [Test]
    public void AnImpossiblePeerIndexIsRefusedAndNothingElse() =>
        Gen.Select(s_size, s_index, s_index).Sample((size, producer, consumer) =>
        {
            long distance = (long)producer - consumer;
            if (distance < 0)
            {
                distance += 1L << 32;
            }

            Assert.That(ByteRing.TryGetFilled(producer, consumer, size, out _), Is.EqualTo(distance <= size));
        });

    [Test]
    public void OffsetsStayInsideAndFollowTheIndex() =>
        Gen.Select(s_size, s_index).Sample((size, index) =>
        {
            uint offset = ByteRing.Offset(index, size);
            Assert.That(offset, Is.EqualTo(index % size));
            Assert.That(ByteRing.Offset(unchecked(index + 1), size), Is.EqualTo((offset + 1) % size));
        });

    [Test]
    public void ACopyInContiguousPiecesCoversEveryByteOnce() =>
        Gen.Select(s_size, s_index, Gen.UInt[0, 5000]).Sample(
            (size, index, wanted) =>
            {
                uint count = wanted % (size + 1);
                var touched = new HashSet<uint>();
                int pieces = 0;
                while (count > 0)
                {
                    uint piece = ByteRing.Contiguous(index, size, count);
                    Assert.That(piece, Is.InRange(1u, count));
                    uint start = ByteRing.Offset(index, size);
                    Assert.That(start + piece, Is.LessThanOrEqualTo(size));
                    for (uint i = 0; i < piece; i++)
                    {
                        Assert.That(touched.Add(start + i), Is.True);
                    }

                    index = unchecked(index + piece);
                    count -= piece;
                    pieces++;
                }

                Assert.That(pieces, Is.LessThanOrEqualTo(2));
                Assert.That(touched, Has.Count.EqualTo((int)(wanted % (size + 1))));
            },
            iter: 500);

    [Test]
    public void AStreamThroughTheRingArrivesAsItWasWritten() =>
        Gen.Select(s_size, s_index, Gen.UInt[0, 9].Array[1, 40]).Sample(
            (size, start, moves) =>
            {
                byte[] ring = new byte[size];
                uint producer = start;
                uint consumer = start;
                byte written = 0;
                byte read = 0;
                foreach (uint move in moves)
                {
                    Assert.That(ByteRing.TryGetFilled(producer, consumer, size, out uint filled), Is.True);
                    if ((move & 1) == 0)
                    {
                        for (uint room = size - filled, i = 0; i < room && i < move; i++)
                        {
                            ring[ByteRing.Offset(producer, size)] = written++;
                            producer = unchecked(producer + 1);
                        }
                    }
                    else
                    {
                        for (uint i = 0; i < filled && i < move; i++)
                        {
                            Assert.That(ring[ByteRing.Offset(consumer, size)], Is.EqualTo(read++));
                            consumer = unchecked(consumer + 1);
                        }
                    }
                }
            },
            iter: 500);
}
