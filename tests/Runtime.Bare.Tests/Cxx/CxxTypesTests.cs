using System;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Runtime.Bare.Cpu;
using Runtime.Bare.Libc.Cxx;

namespace Runtime.Bare.Tests.Cxx;

/// <summary>dynamic_cast over type information laid out as the Itanium C++ ABI (2.9.5) says.</summary>
public sealed unsafe class CxxTypesTests
{
    private const ulong Plain = 100;
    private const ulong Single = 200;
    private const ulong Multiple = 300;
    private const long Public = 2;
    private const long Virtual = 1;

    private ulong* _memory;
    private ulong* _next;

    [SetUp]
    public void SetUp()
    {
        _memory = (ulong*)NativeMemory.AllocZeroed(1000, 8);
        _next = _memory;
        Linker.Table()->SingleBaseClass = Single;
        Linker.Table()->MultipleBaseClass = Multiple;
    }

    [TearDown]
    public void TearDown()
    {
        NativeMemory.Free(_memory);
        (Linker.Table()->SingleBaseClass, Linker.Table()->MultipleBaseClass) = (0, 0);
    }

    [Test]
    public void AChainIsWalkedDownAndUp()
    {
        nint root = Type(Plain);
        nint middle = Type(Single, root);
        nint leaf = Type(Single, middle);
        nint other = Type(Single, root);
        nint whole = Object(Part(0, leaf));
        Assert.Multiple(() =>
        {
            Assert.That(Cast(whole, root, leaf), Is.EqualTo(whole));
            Assert.That(Cast(whole, root, middle), Is.EqualTo(whole));
            Assert.That(Cast(whole, root, root), Is.EqualTo(whole));
            Assert.That(Cast(whole, root, other), Is.EqualTo((nint)0), "a type that the object is not");
        });
    }

    [Test]
    public void APartIsFoundBesideAnother()
    {
        // struct Both : Left, Right; Right lies 16 bytes behind the begin.
        nint left = Type(Plain);
        nint right = Type(Plain);
        nint both = Type(Multiple, (left, Flags(0, Public)), (right, Flags(16, Public)));
        nint whole = Object(Part(0, both), Part(16, both));
        Assert.Multiple(() =>
        {
            Assert.That(Cast(whole, left, right), Is.EqualTo(whole + 16), "across");
            Assert.That(Cast(whole + 16, right, left), Is.EqualTo(whole), "and back");
            Assert.That(Cast(whole + 16, right, both), Is.EqualTo(whole), "down");
        });
    }

    [Test]
    public void OfTwoPartsOfATypeTheOneThatHoldsTheSourceIsMeant()
    {
        // struct Twice : First, Second, both with a Node of their own.
        nint node = Type(Plain);
        nint holder = Type(Single, node);
        nint twice = Type(Multiple, (holder, Flags(0, Public)), (holder, Flags(16, Public)));
        nint whole = Object(Part(0, twice), Part(16, twice));
        Assert.That((Cast(whole, node, holder), Cast(whole + 16, node, holder)), Is.EqualTo((whole, whole + 16)));
    }

    [Test]
    public void APrivateBaseIsNotFound()
    {
        nint hidden = Type(Plain);
        nint shown = Type(Plain);
        nint both = Type(Multiple, (hidden, Flags(0, 0)), (shown, Flags(16, Public)));
        nint whole = Object(Part(0, both), Part(16, both));
        Assert.That((Cast(whole + 16, shown, hidden), Cast(whole + 16, shown, both)), Is.EqualTo(((nint)0, whole)));
    }

    [Test]
    public void AVirtualBaseIsWhereTheVtableSays()
    {
        nint root = Type(Plain);
        nint leaf = Type(Multiple, (root, Flags(-24, Public | Virtual)));
        nint whole = Object(Part(0, leaf, distance: 32), Part(32, leaf));
        Assert.That((Cast(whole + 32, root, leaf), Cast(whole, leaf, root)), Is.EqualTo((whole, whole + 32)));
    }

    private static long Flags(long offset, long flags) => (offset << 8) | flags;

    private static (int Offset, nint Type, long Distance) Part(int offset, nint type, long distance = 0) => (offset, type, distance);

    private static nint Cast(nint source, nint sourceType, nint target) =>
        (nint)CxxType.DynamicCast((byte*)source, (CxxType*)sourceType, (CxxType*)target, -1);

    private nint Type(ulong kind, nint onlyBase = 0)
    {
        ulong* type = Take(3);
        (type[0], type[2]) = (kind, (ulong)onlyBase);
        return (nint)type;
    }

    private nint Type(ulong kind, params ReadOnlySpan<(nint Base, long Flags)> bases)
    {
        ulong* type = Take(3 + (2 * bases.Length));
        type[0] = kind;
        type[2] = (ulong)bases.Length << 32;
        for (int i = 0; i < bases.Length; i++)
        {
            type[3 + (2 * i)] = (ulong)bases[i].Base;
            type[4 + (2 * i)] = (ulong)bases[i].Flags;
        }

        return (nint)type;
    }

    // Each part begins with the address of its virtual functions, before which stand the whole object's type, the part's
    // distance from it and, here at -24, the distance of a virtual base.
    private nint Object(params ReadOnlySpan<(int Offset, nint Type, long Distance)> parts)
    {
        byte* whole = (byte*)Take(16);
        foreach ((int offset, nint type, long distance) in parts)
        {
            ulong* functions = Take(4) + 3;
            functions[-1] = (ulong)type;
            functions[-2] = (ulong)-(long)offset;
            functions[-3] = (ulong)distance;
            *(ulong**)(whole + offset) = functions;
        }

        return (nint)whole;
    }

    private ulong* Take(int words)
    {
        ulong* taken = _next;
        _next += words;
        return taken;
    }
}
