// A va_list built by hand: what a variadic caller's registers and stack would hold. System V AMD64 ABI 3.5.7.

using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using Runtime.Bare.Libc.Format;

namespace Runtime.Bare.Tests.Format;

/// <summary>Arguments for a va_list, in native memory until disposed.</summary>
internal sealed unsafe class ArgumentList : IDisposable
{
    private const int RegisterBytes = 176;
    private const int FirstFloat = 48;
    private const int MaxStackBytes = 1024;

    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(RegisterBytes + MaxStackBytes);
    private readonly List<nint> _texts = [];
    private int _integers;
    private int _floats;
    private int _stack;

    public ArgumentList Integer(long value)
    {
        byte* place = _integers < 6 ? _memory + (8 * _integers++) : NextStack();
        *(long*)place = value;
        return this;
    }

    public ArgumentList Double(double value)
    {
        byte* place = _floats < 8 ? _memory + FirstFloat + (16 * _floats++) : NextStack();
        *(double*)place = value;
        return this;
    }

    public ArgumentList Pointer(void* value) => Integer((long)value);

    public ArgumentList Text(string? value)
    {
        if (value is null)
        {
            return Integer(0);
        }

        byte[] bytes = Encoding.UTF8.GetBytes(value);
        byte* copy = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        _texts.Add((nint)copy);
        return Pointer(copy);
    }

    /// <summary>A list at its start; each call gives an independent one.</summary>
    public VaList Start() => new(_memory, _memory + RegisterBytes);

    public void Dispose()
    {
        foreach (nint text in _texts)
        {
            NativeMemory.Free((void*)text);
        }

        NativeMemory.Free(_memory);
    }

    private byte* NextStack()
    {
        byte* place = _memory + RegisterBytes + _stack;
        _stack += 8;
        return place;
    }
}
