// The version source that LibOS.csproj generates.

namespace LibOS.SystemNative;

/// <summary>Twin of the generated class.</summary>
internal static class Release
{
    internal static ReadOnlySpan<byte> Version => "1.2.3"u8;
}
