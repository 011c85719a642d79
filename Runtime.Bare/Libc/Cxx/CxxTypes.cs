// dynamic_cast over the type information that a C++ compiler lays out (Itanium C++ ABI 2.9.5 and 2.9.7). Before an object's
// virtual functions stand its type information and its distance from the whole object.

using System.Runtime;
using Runtime.Bare.Cpu;

namespace Runtime.Bare.Libc.Cxx;

/// <summary>std::type_info and what follows it in the classes derived from it. The first word tells the kind.</summary>
internal unsafe struct CxxType
{
    private const int PublicBase = 2;
    private const int VirtualBase = 1;
    private const int OffsetShift = 8;

    private readonly ulong _kind;
    private readonly byte* _name;

    /// <summary>__dynamic_cast: the object's part of a type, or null.</summary>
    /// <param name="source">A part of an object with virtual functions.</param>
    /// <param name="sourceType">Its static type.</param>
    /// <param name="target">The wanted type.</param>
    /// <param name="hint">Of the compiler; not needed.</param>
    [RuntimeExport("__dynamic_cast")]
    internal static byte* DynamicCast(byte* source, CxxType* sourceType, CxxType* target, nint hint)
    {
        _ = hint;
        ulong* functions = *(ulong**)source;
        byte* whole = source + (nint)functions[-2];
        byte* found = Find((CxxType*)functions[-1], whole, target, source, sourceType);
        return found != null ? found : Find((CxxType*)functions[-1], whole, target, null, null);
    }

    // A public part of the type at an address; with a source, one of which the source is a public part itself.
    private static byte* Find(CxxType* type, byte* address, CxxType* target, byte* source, CxxType* sourceType)
    {
        if (type == target && (source == null || Contains(type, address, source, sourceType)))
        {
            return address;
        }

        for (int i = 0; TryBase(type, address, i, out CxxType* baseType, out byte* baseAddress); i++)
        {
            byte* found = Find(baseType, baseAddress, target, source, sourceType);
            if (found != null)
            {
                return found;
            }
        }

        return null;
    }

    private static bool Contains(CxxType* type, byte* address, byte* part, CxxType* partType)
    {
        if (type == partType && address == part)
        {
            return true;
        }

        for (int i = 0; TryBase(type, address, i, out CxxType* baseType, out byte* baseAddress); i++)
        {
            if (Contains(baseType, baseAddress, part, partType))
            {
                return true;
            }
        }

        return false;
    }

    // The public base number i of a type, and where it is. __si_class_type_info: the base, at offset 0.
    // __vmi_class_type_info: flags, count, then pairs of base and (offset << 8 | flags); a virtual base's offset is in the vtable.
    private static bool TryBase(CxxType* type, byte* address, int number, out CxxType* baseType, out byte* baseAddress)
    {
        baseType = null;
        baseAddress = address;
        ulong* rest = (ulong*)(type + 1);
        if (type->_kind == Linker.Table()->SingleBaseClass)
        {
            baseType = (CxxType*)rest[0];
            return number == 0;
        }

        if (type->_kind != Linker.Table()->MultipleBaseClass)
        {
            return false;
        }

        uint count = ((uint*)rest)[1];
        for (uint i = 0; i < count; i++)
        {
            long flags = (long)rest[2 + (2 * i)];
            if ((flags & PublicBase) == 0 || number-- > 0)
            {
                continue;
            }

            nint offset = (nint)(flags >> OffsetShift);
            baseType = (CxxType*)rest[1 + (2 * i)];
            baseAddress = address + ((flags & VirtualBase) != 0 ? *(nint*)(*(byte**)address + offset) : offset);
            return true;
        }

        return false;
    }
}
