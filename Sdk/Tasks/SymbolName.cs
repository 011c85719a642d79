// Names as a person reads them. ILC's are readable already (S_P_CoreLib_System_Threading_Thread__Start); of C++ names the
// plain part is decoded: Itanium C++ ABI 5.1, productions <nested-name>, <source-name>, <ctor-dtor-name>. Parameters are
// dropped. A name with templates, operators or substitutions before its end stays as it is, for c++filt.

using System;
using System.Globalization;
using System.Text;

namespace LibOS.Sdk.Tasks;

/// <summary>Makes symbol names readable.</summary>
public static class SymbolName
{
    /// <summary>Decodes <paramref name="name"/> as far as the banner says; returns other names unchanged.</summary>
    public static string Readable(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.StartsWith("_Z", StringComparison.Ordinal))
        {
            return name;
        }

        // A suffix of the compiler (.cold, .part.0) is no part of the encoding.
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        string suffix = dot < 0 ? "" : name[dot..];
        ReadOnlySpan<char> encoded = name.AsSpan(2, (dot < 0 ? name.Length : dot) - 2);
        var text = new StringBuilder();
        bool isNested = encoded.StartsWith("N");
        encoded = isNested ? encoded[1..].TrimStart("rVKRO") : encoded.StartsWith("L") ? encoded[1..] : encoded;
        string last = "";
        do
        {
            if (!TryReadPart(ref encoded, ref last))
            {
                return name;
            }

            text.Append(text.Length == 0 ? "" : "::").Append(last);
        }
        while (isNested && !encoded.StartsWith("E"));

        // An unscoped template name goes on with its arguments.
        return !isNested && encoded.StartsWith("I") ? name : text.Append(suffix).ToString();
    }

    private static bool TryReadPart(ref ReadOnlySpan<char> encoded, ref string last)
    {
        if (last.Length > 0 && encoded.Length >= 2 && encoded[0] is 'C' or 'D' && char.IsAsciiDigit(encoded[1]))
        {
            last = encoded[0] == 'C' ? last : "~" + last;
            encoded = encoded[2..];
            return true;
        }

        // L marks a name with internal linkage.
        ReadOnlySpan<char> rest = encoded.StartsWith("L") ? encoded[1..] : encoded;
        int digits = 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
        {
            digits++;
        }

        if (!int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length == 0 || length > rest.Length - digits)
        {
            return false;
        }

        last = rest.Slice(digits, length).ToString();
        encoded = rest[(digits + length)..];
        if (last.StartsWith("_GLOBAL__N", StringComparison.Ordinal))
        {
            last = "(anonymous)";
        }

        return true;
    }
}
