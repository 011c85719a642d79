// The variable argument list of the System V AMD64 ABI (section 3.5.7, "Variable Argument Lists").
// A variadic C function spills its register arguments into a register save area and passes a pointer to this structure on.

using System.Runtime.InteropServices;

namespace Runtime.Bare.Libc.Format;

/// <summary>The ABI's va_list element, 24 bytes. Reading an argument advances it.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct VaList
{
    /// <summary>Bytes of the save area that hold integer registers: rdi, rsi, rdx, rcx, r8, r9.</summary>
    internal const uint GeneralAreaBytes = 6 * 8;

    /// <summary>Bytes of the whole save area: behind the integer registers xmm0 to xmm7, 16 bytes each.</summary>
    internal const uint SaveAreaBytes = GeneralAreaBytes + (8 * 16);

    // In the ABI's order: gp_offset, fp_offset, overflow_arg_area, reg_save_area.
    private uint _gpOffset;
    private uint _fpOffset;
    private byte* _overflowArgArea;
    private readonly byte* _regSaveArea;

    /// <summary>Starts a list with all registers unread.</summary>
    /// <param name="regSaveArea">The 176 spilled bytes.</param>
    /// <param name="overflowArgArea">The first argument on the stack.</param>
    internal VaList(byte* regSaveArea, byte* overflowArgArea)
    {
        _gpOffset = 0;
        _fpOffset = GeneralAreaBytes;
        _overflowArgArea = overflowArgArea;
        _regSaveArea = regSaveArea;
    }

    /// <summary>Reads the next argument of an integer or pointer type; a narrower type leaves its upper bits undefined.</summary>
    internal ulong NextInteger()
    {
        if (_gpOffset < GeneralAreaBytes)
        {
            byte* place = _regSaveArea + _gpOffset;
            _gpOffset += 8;
            return *(ulong*)place;
        }

        return *(ulong*)NextOverflow();
    }

    /// <summary>Reads the next argument of type double.</summary>
    internal double NextDouble()
    {
        if (_fpOffset < SaveAreaBytes)
        {
            byte* place = _regSaveArea + _fpOffset;
            _fpOffset += 16;
            return *(double*)place;
        }

        return *(double*)NextOverflow();
    }

    /// <summary>Reads the next argument as a pointer.</summary>
    internal void* NextPointer() => (void*)NextInteger();

    private byte* NextOverflow()
    {
        byte* place = _overflowArgArea;
        _overflowArgArea = place + 8;
        return place;
    }
}
