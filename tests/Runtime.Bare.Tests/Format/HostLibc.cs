// The host's C library as the judge of ours: the same functions, called with the same bytes and the same va_list.
// Only on Linux x86-64, where the ABI is the guest's; fixtures that use it say [Platform("Linux")].

using System.Runtime.InteropServices;
using Runtime.Bare.Libc.Format;

namespace Runtime.Bare.Tests.Format;

internal static unsafe partial class HostLibc
{
    [LibraryImport("libc", EntryPoint = "vsnprintf")]
    internal static partial int Vsnprintf(byte* buffer, nuint size, byte* format, VaList* arguments);

    [LibraryImport("libc", EntryPoint = "vsscanf")]
    internal static partial int Vsscanf(byte* text, byte* format, VaList* arguments);

    [LibraryImport("libc", EntryPoint = "strtod")]
    internal static partial double Strtod(byte* text, byte** end);

    [LibraryImport("libc", EntryPoint = "strtol")]
    internal static partial long Strtol(byte* text, byte** end, int radix);

    [LibraryImport("libc", EntryPoint = "strtoul")]
    internal static partial ulong Strtoul(byte* text, byte** end, int radix);

    [LibraryImport("libc", EntryPoint = "strcmp")]
    internal static partial int Strcmp(byte* left, byte* right);

    [LibraryImport("libc", EntryPoint = "strncmp")]
    internal static partial int Strncmp(byte* left, byte* right, nuint limit);

    [LibraryImport("libc", EntryPoint = "strcasecmp")]
    internal static partial int Strcasecmp(byte* left, byte* right);

    [LibraryImport("libc", EntryPoint = "strstr")]
    internal static partial byte* Strstr(byte* text, byte* part);

    [LibraryImport("libc", EntryPoint = "strchr")]
    internal static partial byte* Strchr(byte* text, int value);

    [LibraryImport("libc", EntryPoint = "strrchr")]
    internal static partial byte* Strrchr(byte* text, int value);

    [LibraryImport("libc", EntryPoint = "strtok_r")]
    internal static partial byte* StrtokR(byte* text, byte* separators, byte** state);
}
