using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Memory;

namespace Runtime.Bare.Tests.Memory;

/// <summary>What is left between owned ranges, against a list of frames.</summary>
public sealed class OwnedMemoryTests
{
    private const ulong Page = 4096;
    private const int Frames = 40;

    private static readonly Gen<(int Start, int End)> s_range = Gen.Select(Gen.Int[0, Frames], Gen.Int[0, Frames]);

    [Test]
    public void ThePiecesAreTheFramesThatNobodyOwns() => Gen.Select(s_range.Array[0, 4], s_range).Sample((owned, whole) =>
    {
        var memory = default(OwnedMemory);
        foreach ((int start, int end) in owned)
        {
            memory.Add((ulong)start * Page, (ulong)end * Page);
        }

        bool IsOwned(int frame) => owned.Any(range => frame >= range.Start && frame < range.End);
        var free = new List<int>();
        ulong at = (ulong)whole.Start * Page;
        while (memory.TryNextFree(ref at, (ulong)whole.End * Page, out ulong pieceEnd))
        {
            Assert.That(pieceEnd, Is.GreaterThan(at));
            free.AddRange(Enumerable.Range((int)(at / Page), (int)((pieceEnd - at) / Page)));
            at = pieceEnd;
        }

        Assert.That(free, Is.EqualTo(Enumerable.Range(whole.Start, Math.Max(0, whole.End - whole.Start)).Where(frame => !IsOwned(frame))));
        bool overlaps = memory.Overlaps((ulong)whole.Start * Page, (ulong)whole.End * Page, out ulong behind);
        Assert.That(overlaps, Is.EqualTo(owned.Any(range => range.Start < range.End && whole.Start < range.End && range.Start < whole.End)));
        Assert.That(!overlaps || owned.Any(range => (ulong)range.End * Page == behind));
    });

    [Test]
    public void OneTooManyIsNamed()
    {
        var memory = default(OwnedMemory);
        for (ulong i = 0; i < 4; i++)
        {
            memory.Add(i * Page, (i + 1) * Page);
        }

        memory.Add(0, 0);
        Assert.That(() => memory.Add(0, Page), Throws.TypeOf<PanicException>().With.Message.Contains("more owned ranges"));
    }
}
