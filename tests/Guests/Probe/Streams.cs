// FILE objects of native code, over the files that System.IO sees.

using System.Runtime.InteropServices;
using System.Text;

namespace Probe;

internal static unsafe partial class Streams
{
    private const int SEEK_SET = 0;
    private const int SEEK_CUR = 1;
    private const int SEEK_END = 2;
    private const int ENOENT = 2;

    private static readonly string s_path = Path.Combine(Path.GetTempPath(), "streams.txt");

    public static void Run(Checks checks)
    {
        checks.Expect(17);
        checks.That(Open("/no/such/file", "r") == null && Marshal.GetLastSystemError() == ENOENT, "a file that is not there");
        checks.That(Open("/proc/uptime", "r") == null && File.Exists("/proc/uptime"), "the runtime's questions stay below managed code");
        checks.That(Open(s_path, "x") == null, "a mode that does not exist");

        // Longer than a stream's buffer.
        string text = "first\nsecond\n" + new string('x', 10_000);
        File.WriteAllText(s_path, text);
        void* stream = Open(s_path, "rb");
        byte* buffer = stackalloc byte[20_000];
        checks.That(Line(stream, buffer) == "first\n" && Tell(stream) == 6, "fgets, ftell");
        checks.That(ReadByte(stream) == 's', "fgetc");
        checks.That(Seek(stream, 5, SEEK_CUR) == 0 && Line(stream, buffer) == "\n", "fseek from where reading is");
        checks.That(Read(buffer, 1, 20_000, stream) == 10_000 && IsAtEnd(stream) != 0 && HasFailed(stream) == 0, "fread to the end");
        checks.That(Seek(stream, -3, SEEK_END) == 0 && IsAtEnd(stream) == 0 && Read(buffer, 2, 10, stream) == 1, "whole items");
        Rewind(stream);
        checks.That(ReadByte(stream) == 'f', "rewind");
        checks.That(Write(buffer, 1, 1, stream) == 0 && HasFailed(stream) != 0, "what was opened for reading is not written");
        checks.That(Close(stream) == 0, "fclose");

        stream = Open(s_path, "w");
        checks.That(Write(Bytes("written"), 1, 7, stream) == 7 && Write(Bytes("again"), 5, 1, stream) == 1, "fwrite");
        checks.That(Close(stream) == 0 && File.ReadAllText(s_path) == "writtenagain", "System.IO sees it");

        stream = Open(s_path, "a");
        checks.That(Seek(stream, 0, SEEK_SET) == 0 && Write(Bytes("+"), 1, 1, stream) == 1 && Close(stream) == 0 && File.ReadAllText(s_path) == "writtenagain+", "what is appended goes to the end");

        stream = Open(s_path, "r+");
        checks.That(ReadByte(stream) == 'w' && Write(Bytes("R"), 1, 1, stream) == 1 && ReadByte(stream) == 'i', "written where reading is");
        checks.That(Close(stream) == 0 && File.ReadAllText(s_path) == "wRittenagain+", "reading and writing");
        File.Delete(s_path);
        checks.That(Open(s_path, "r") == null, "and gone");
    }

    private static void* Open(string path, string mode)
    {
        Marshal.SetLastSystemError(0);
        return Open(Bytes(path), Bytes(mode));
    }

    private static string Line(void* stream, byte* buffer) =>
        ReadLine(buffer, 100, stream) == null ? "" : Marshal.PtrToStringUTF8((nint)buffer)!;

    // Leaked: the guest ends soon.
    private static byte* Bytes(string text) => (byte*)Marshal.StringToCoTaskMemUTF8(text);

    [LibraryImport("libos", EntryPoint = "fopen")]
    private static partial void* Open(byte* path, byte* mode);

    [LibraryImport("libos", EntryPoint = "fclose")]
    private static partial int Close(void* stream);

    [LibraryImport("libos", EntryPoint = "fgetc")]
    private static partial int ReadByte(void* stream);

    [LibraryImport("libos", EntryPoint = "fgets")]
    private static partial byte* ReadLine(byte* buffer, int size, void* stream);

    [LibraryImport("libos", EntryPoint = "fread")]
    private static partial nuint Read(byte* buffer, nuint size, nuint count, void* stream);

    [LibraryImport("libos", EntryPoint = "fwrite")]
    private static partial nuint Write(byte* buffer, nuint size, nuint count, void* stream);

    [LibraryImport("libos", EntryPoint = "feof")]
    private static partial int IsAtEnd(void* stream);

    [LibraryImport("libos", EntryPoint = "ferror")]
    private static partial int HasFailed(void* stream);

    [LibraryImport("libos", EntryPoint = "fseek")]
    private static partial int Seek(void* stream, long offset, int origin);

    [LibraryImport("libos", EntryPoint = "ftell")]
    private static partial long Tell(void* stream);

    [LibraryImport("libos", EntryPoint = "rewind")]
    private static partial void Rewind(void* stream);
}
