// The scanf engine over a C string. ISO C99 7.19.6.2.
//
// Conversions: d i u o x X p s c [ n %, with a width, assignment suppression (*) and the lengths hh h l ll z j t.
// The stock runtime reads /proc/meminfo, cgroup and sysfs texts with it; floating-point, wide characters and positional
// arguments are refused: the scan ends there, as at a mismatch. A number beyond its type saturates at 64 bits and is cut
// to the argument's width (C leaves that undefined). EOF is returned when nothing has been stored, as glibc and musl do,
// even after a suppressed conversion. %5c wants all five bytes, as C says.

using Runtime.Bare.Libc.Text;

namespace Runtime.Bare.Libc.Format;

/// <summary>Reads values out of text the way sscanf does.</summary>
internal static unsafe class Scanf
{
    /// <summary>The result when the text ends before the first value is stored (EOF of stdio.h).</summary>
    internal const int EOF = -1;

    /// <summary>Scans <paramref name="text"/>. Any context; neither blocks nor allocates.</summary>
    /// <param name="text">NUL-terminated input.</param>
    /// <param name="format">NUL-terminated format.</param>
    /// <param name="arguments">Pointers that receive the values; advanced.</param>
    /// <returns>Number of values stored, or <see cref="EOF"/>.</returns>
    internal static int Scan(byte* text, byte* format, VaList* arguments)
    {
        byte* start = text;
        int stored = 0;
        while (*format != 0)
        {
            if (TextScan.IsSpace(*format))
            {
                format++;
                SkipSpace(ref text);
                continue;
            }

            if (*format != (byte)'%')
            {
                if (*text != *format)
                {
                    return *text == 0 ? AtEnd(stored) : stored;
                }

                text++;
                format++;
                continue;
            }

            format++;
            ScanDirective directive = ScanDirective.Parse(ref format);
            if (directive.Conversion == (byte)'n')
            {
                StoreInteger(directive.IsSuppressed ? null : arguments->NextPointer(), directive.Length, (ulong)(text - start));
                continue;
            }

            if (directive.Conversion is not (byte)'c' and not (byte)'[')
            {
                SkipSpace(ref text);
            }

            if (*text == 0)
            {
                return AtEnd(stored);
            }

            if (directive.Conversion == (byte)'%')
            {
                if (*text != (byte)'%')
                {
                    return stored;
                }

                text++;
                continue;
            }

            if (!directive.IsKnown)
            {
                return stored;
            }

            void* target = directive.IsSuppressed ? null : arguments->NextPointer();
            if (!TryConvert(ref text, ref directive, target))
            {
                return stored;
            }

            stored += directive.IsSuppressed ? 0 : 1;
        }

        return stored;
    }

    /// <summary>The result when the text ends where a value is wanted.</summary>
    private static int AtEnd(int stored) => stored == 0 ? EOF : stored;

    private static bool TryConvert(ref byte* text, ref readonly ScanDirective directive, void* target)
    {
        switch (directive.Conversion)
        {
            case (byte)'c':
                return TryCopy(ref text, in directive, (byte*)target, directive.Width == 0 ? 1 : directive.Width, isText: false);
            case (byte)'s':
            case (byte)'[':
                return TryCopy(ref text, in directive, (byte*)target, directive.Width == 0 ? long.MaxValue : directive.Width, isText: true);
            default:
                long limit = directive.Width == 0 ? long.MaxValue : directive.Width;
                IntegerText number = IntegerText.Parse(text, limit, directive.Radix);
                if (number.End == text)
                {
                    return false;
                }

                text = number.End;
                bool isSigned = directive.Conversion is (byte)'d' or (byte)'i';
                StoreInteger(target, directive.Length, isSigned ? (ulong)number.ToSigned(out _) : number.ToUnsigned(out _));
                return true;
        }
    }

    /// <summary>The conversions c, s and [: copies the bytes that belong to the value.</summary>
    private static bool TryCopy(ref byte* text, ref readonly ScanDirective directive, byte* target, long limit, bool isText)
    {
        long count = 0;
        while (count < limit && text[count] != 0 && directive.Accepts(text[count]))
        {
            if (target != null)
            {
                target[count] = text[count];
            }

            count++;
        }

        // %c wants all its bytes, a text at least one.
        if (isText ? count == 0 : count < limit)
        {
            return false;
        }

        if (isText && target != null)
        {
            target[count] = 0;
        }

        text += count;
        return true;
    }

    private static void StoreInteger(void* target, FormatLength length, ulong value)
    {
        if (target == null)
        {
            return;
        }

        switch (length)
        {
            case FormatLength.Char:
                *(byte*)target = (byte)value;
                break;
            case FormatLength.Short:
                *(ushort*)target = (ushort)value;
                break;
            case FormatLength.Int:
                *(uint*)target = (uint)value;
                break;
            default:
                *(ulong*)target = value;
                break;
        }
    }

    private static void SkipSpace(ref byte* text)
    {
        while (TextScan.IsSpace(*text))
        {
            text++;
        }
    }
}
