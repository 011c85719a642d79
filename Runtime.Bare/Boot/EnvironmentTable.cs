// The program's environment: a null-terminated array of pointers to NAME=value strings, as C's environ (POSIX environ(7)).
// The command line fills it, start-up adds defaults and computed variables; afterwards it
// is only read, by any thread, through EnvironmentBlock.

using System;
using Runtime.Bare.Libc.Format;

namespace Runtime.Bare.Boot;

/// <summary>Environment variables in a caller's buffer.</summary>
/// <remarks>Copies share the buffer, but not the counts: add through one instance only, before threads exist.</remarks>
public unsafe struct EnvironmentTable
{
    /// <summary>Most variables: those of the command line and 32 that start-up may add.</summary>
    public const int MaxVariables = CommandLine.MaxVariables + 32;

    /// <summary>Bytes of the buffer: pointers, the null behind them, and text of added variables.</summary>
    public const int BufferBytes = PointerBytes + AddedTextBytes;

    private const int PointerBytes = (MaxVariables + 1) * 8;
    private const int AddedTextBytes = 1024;

    private readonly byte** _pointers;
    private int _textUsed;

    /// <summary>Starts empty in <paramref name="buffer"/>: <see cref="BufferBytes"/> bytes aligned to 8.</summary>
    public EnvironmentTable(byte* buffer)
    {
        _pointers = (byte**)buffer;
        _pointers[0] = null;
        _textUsed = 0;
        Count = 0;
    }

    /// <summary>Number of variables.</summary>
    public int Count { readonly get; private set; }

    /// <summary>environ: <see cref="Count"/> pointers to NAME=value, and a null pointer.</summary>
    public readonly byte** Pointers => _pointers;

    private readonly byte* AddedText => (byte*)_pointers + PointerBytes;

    /// <summary>The value of a variable, or null (getenv). Any context.</summary>
    /// <param name="name">NUL-terminated name; one that is empty or holds = is never found.</param>
    public readonly byte* Find(byte* name)
    {
        int length = 0;
        while (name[length] != 0)
        {
            length++;
        }

        return Find(new ReadOnlySpan<byte>(name, length));
    }

    /// <summary>The value of a variable, or null.</summary>
    public readonly byte* Find(ReadOnlySpan<byte> name)
    {
        int index = IndexOf(name);
        return index < 0 ? null : _pointers[index] + name.Length + 1;
    }

    /// <summary>Takes in a NAME=value string, which is referenced and must stay; replaces a variable of that name.</summary>
    /// <returns>False without room.</returns>
    public bool TryPut(byte* assignment)
    {
        int index = IndexOf(new ReadOnlySpan<byte>(assignment, NameLength(assignment)));
        if (index >= 0)
        {
            _pointers[index] = assignment;
            return true;
        }

        if (Count == MaxVariables)
        {
            return false;
        }

        _pointers[Count] = assignment;
        Count++;
        _pointers[Count] = null;
        return true;
    }

    /// <summary>Adds a variable unless the name is there already. What the user says on the command line always wins.</summary>
    /// <returns>False without room; the variable is then absent.</returns>
    public bool TryAddDefault(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (IndexOf(name) >= 0)
        {
            return true;
        }

        FormatWriter writer = BeginAssignment(name);
        writer.WriteText(value);
        return TryCommit(ref writer);
    }

    /// <summary>Adds a variable whose value is a number in hexadecimal without prefix (the runtime reads its DOTNET_GC* so), unless it is there.</summary>
    /// <returns>False without room.</returns>
    public bool TryAddDefaultHex(ReadOnlySpan<byte> name, ulong value)
    {
        if (IndexOf(name) >= 0)
        {
            return true;
        }

        FormatWriter writer = BeginAssignment(name);
        writer.WriteHex(value, 1);
        return TryCommit(ref writer);
    }

    /// <summary>Adds the variables that programs expect anywhere: HOME=/, PATH=/ and TMPDIR=/tmp, where absent.</summary>
    /// <returns>False without room.</returns>
    public bool TryAddStandardDefaults() =>
        TryAddDefault("HOME"u8, "/"u8) & TryAddDefault("PATH"u8, "/"u8) & TryAddDefault("TMPDIR"u8, "/tmp"u8);

    /// <summary>True for NAME=value with NAME = (letter | "_") { letter | digit | "_" }.</summary>
    internal static bool IsAssignment(byte* token)
    {
        int length = 0;
        while (IsNameByte(token[length], length == 0))
        {
            length++;
        }

        return length > 0 && token[length] == (byte)'=';
    }

    private static bool IsNameByte(byte value, bool isFirst) =>
        (value | 0x20) is >= 'a' and <= 'z' || value == (byte)'_' || (!isFirst && value is >= (byte)'0' and <= (byte)'9');

    private static int NameLength(byte* assignment)
    {
        int length = 0;
        while (assignment[length] is not 0 and not (byte)'=')
        {
            length++;
        }

        return length;
    }

    private readonly int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < Count; i++)
        {
            byte* entry = _pointers[i];
            int matched = 0;
            while (matched < name.Length && entry[matched] == name[matched] && name[matched] is not 0 and not (byte)'=')
            {
                matched++;
            }

            if (matched == name.Length && matched > 0 && entry[matched] == (byte)'=')
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Starts NAME= in the free text; <see cref="TryCommit"/> makes it count.</summary>
    private readonly FormatWriter BeginAssignment(ReadOnlySpan<byte> name)
    {
        var writer = new FormatWriter(new Span<byte>(AddedText + _textUsed, AddedTextBytes - _textUsed));
        writer.WriteText(name);
        writer.Write((byte)'=');
        return writer;
    }

    private bool TryCommit(ref FormatWriter writer)
    {
        if (writer.IsTruncated || _textUsed == AddedTextBytes)
        {
            return false;
        }

        writer.Terminate();
        byte* assignment = AddedText + _textUsed;
        if (!TryPut(assignment))
        {
            return false;
        }

        _textUsed += writer.StoredBytes + 1;
        return true;
    }
}
