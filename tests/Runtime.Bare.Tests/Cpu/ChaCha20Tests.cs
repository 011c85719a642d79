using System;
using System.Linq;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Runtime.Bare.Cpu;

namespace Runtime.Bare.Tests.Cpu;

/// <summary>The key stream against the vectors of RFC 8439, and what the generator does with it.</summary>
public sealed unsafe class ChaCha20Tests
{
    // RFC 8439, A.1: the key stream of an all-zero key and nonce, blocks 0 and 1.
    private static readonly byte[] s_zeroKey = Convert.FromHexString(
        "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
        + "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f");

    [Test]
    public void BlocksAreThoseOfTheRfc()
    {
        uint[] key = new uint[8];
        byte[] stream = new byte[2 * ChaCha20.BlockBytes];
        fixed (uint* words = key)
        fixed (byte* output = stream)
        {
            ChaCha20.Block(words, 0, (uint*)output);
            ChaCha20.Block(words, 1, (uint*)(output + ChaCha20.BlockBytes));
        }

        Assert.That(stream, Is.EqualTo(s_zeroKey));
    }

    [Test]
    public void AKeyCountsInAllItsBits()
    {
        // RFC 8439, A.1, test vector 3: block 1 of the key 0...01.
        byte[] key = new byte[ChaCha20.KeyBytes];
        key[^1] = 1;
        byte[] block = new byte[ChaCha20.BlockBytes];
        fixed (byte* words = key)
        fixed (byte* output = block)
        {
            ChaCha20.Block((uint*)words, 1, (uint*)output);
        }

        Assert.That(Convert.ToHexStringLower(block), Does.StartWith("3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a"));
    }

    [Test]
    public void OutputFollowsTheNewKeyInTheStream()
    {
        ChaCha20 generator = default;
        byte[] output = Take(ref generator, 96);
        Assert.That(output, Is.EqualTo(s_zeroKey[ChaCha20.KeyBytes..]));
        uint[] next = MemoryMarshal.Cast<byte, uint>(s_zeroKey.AsSpan(0, ChaCha20.KeyBytes)).ToArray();
        byte[] expected = new byte[ChaCha20.BlockBytes];
        fixed (uint* words = next)
        fixed (byte* block = expected)
        {
            ChaCha20.Block(words, 0, (uint*)block);
        }

        Assert.That(Take(ref generator, 32), Is.EqualTo(expected[ChaCha20.KeyBytes..]), "the key is replaced");
    }

    [Test]
    public void WhateverIsMixedInChangesEverythingAfterIt()
    {
        byte[][] outputs = [.. Enumerable.Range(0, 9).Select(word =>
        {
            ChaCha20 generator = default;
            generator.Absorb(word == 0 ? 1UL : 0, word == 1 ? 1UL : 0, word == 2 ? 1UL : 0, word == 3 ? 1UL : 0);
            generator.Absorb(word == 4 ? 1UL : 0, word == 5 ? 1UL : 0, word == 6 ? 1UL : 0, word == 7 ? 1UL : 0);
            return Take(ref generator, 32);
        })];
        Assert.That(outputs.Select(Convert.ToHexString).Distinct().Count(), Is.EqualTo(outputs.Length));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(31)]
    [TestCase(33)]
    [TestCase(5000)]
    public void AnyLengthIsFilledToItsEndAndNotBeyond(int length)
    {
        ChaCha20 generator = default;
        byte[] buffer = new byte[length + 8];
        fixed (byte* start = buffer)
        {
            generator.Fill(start, (nuint)length);
        }

        Assert.That(buffer[length..], Is.All.Zero);
        Assert.That(buffer.AsSpan(0, Math.Min(length, 96)).SequenceEqual(s_zeroKey.AsSpan(ChaCha20.KeyBytes, Math.Min(length, 96))));
        Assert.That(length < 5000 || buffer.Distinct().Count() == 256);
    }

    private static byte[] Take(ref ChaCha20 generator, int length)
    {
        byte[] output = new byte[length];
        fixed (byte* start = output)
        {
            generator.Fill(start, (nuint)length);
        }

        return output;
    }
}
