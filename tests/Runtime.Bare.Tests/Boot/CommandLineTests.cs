using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using NUnit.Framework;
using Runtime.Bare.Boot;

namespace Runtime.Bare.Tests.Boot;

/// <summary>The kernel command line's grammar.</summary>
public sealed unsafe class CommandLineTests
{
    [TestCase("", "app", "")]
    [TestCase(" \t ", "app", "")]
    [TestCase("one two", "app|one|two", "")]
    [TestCase("A=1 one B_2=x=y", "app|one", "A=1|B_2=x=y")]
    [TestCase("--urls=http://x a.b=c 1A=x =x", "app|--urls=http://x|a.b=c|1A=x|=x", "")]
    [TestCase("A=1 -- B=2 -- c", "app|B=2|--|c", "A=1")]
    [TestCase("\"--\" A=1", "app|--", "A=1")]
    [TestCase("--", "app", "")]
    [TestCase("--x", "app|--x", "")]
    [TestCase("\"two words\" a'b c'd \"\" ''", "app|two words|ab cd||", "")]
    [TestCase("\"A=two words\" B=\"x y\"", "app", "A=two words|B=x y")]
    [TestCase("\"q\\\"q\\\\\\n\\t\\x41\\x7a\"", "app|q\"q\\\n\tAz", "")]
    [TestCase("a\\n '\\x41' '\"'", "app|a\\n|\\x41|\"", "")]
    [TestCase("A=1 A=2", "app", "A=2")]
    [TestCase("A=", "app", "A=")]
    public void LinesAreCut(string line, string arguments, string variables)
    {
        Assert.That(Parse(line, out List<string> argv, out List<string> envp), Is.EqualTo(CommandLineError.None));
        Assert.That(string.Join('|', argv), Is.EqualTo(arguments));
        Assert.That(string.Join('|', envp), Is.EqualTo(variables));
    }

    [TestCase("a \"b", CommandLineError.UnterminatedQuote)]
    [TestCase("'", CommandLineError.UnterminatedQuote)]
    [TestCase("\"\\\"", CommandLineError.UnterminatedQuote)]
    [TestCase("\"\\q\"", CommandLineError.BadEscape)]
    [TestCase("\"\\x4\"", CommandLineError.BadEscape)]
    [TestCase("\"\\x00\"", CommandLineError.BadEscape)]
    [TestCase("\"\\", CommandLineError.BadEscape)]
    public void MistakesHaveNames(string line, CommandLineError expected) =>
        Assert.That(Parse(line, out _, out _), Is.EqualTo(expected));

    [Test]
    public void LimitsAreExact()
    {
        Assert.That(Parse(new string('a', CommandLine.MaxTextBytes), out _, out _), Is.EqualTo(CommandLineError.None));
        Assert.That(Parse(new string('a', CommandLine.MaxTextBytes + 1), out _, out _), Is.EqualTo(CommandLineError.TextTooLong));
        Assert.That(Parse(Repeat(255, _ => "a"), out List<string> argv, out _), Is.EqualTo(CommandLineError.None));
        Assert.That(argv, Has.Count.EqualTo(CommandLine.MaxArguments));
        Assert.That(Parse(Repeat(256, _ => "a"), out _, out _), Is.EqualTo(CommandLineError.TooManyArguments));
        Assert.That(Parse(Repeat(256, i => $"A{i}="), out _, out List<string> envp), Is.EqualTo(CommandLineError.None));
        Assert.That(envp, Has.Count.EqualTo(CommandLine.MaxVariables));
        Assert.That(Parse(Repeat(257, i => $"A{i}="), out _, out _), Is.EqualTo(CommandLineError.TooManyVariables));
    }

    [Test]
    public void ALineOfSingleByteTokensFitsTheBuffer()
    {
        // The most NULs that a line can need; the guard behind the buffer is checked in Parse.
        Assert.That(Parse(Repeat(255, _ => "a") + new string(' ', 100) + new string('b', 10), out _, out _), Is.EqualTo(CommandLineError.TooManyArguments));
        Assert.That(Parse(Repeat(254, _ => "a") + " " + new string('b', 4096 - 508), out List<string> argv, out _), Is.EqualTo(CommandLineError.None));
        Assert.That(argv[^1], Has.Length.EqualTo(4096 - 508));
    }

    [Test]
    public void EveryErrorHasItsOwnText()
    {
        string[] texts = [.. Enum.GetValues<CommandLineError>().Select(error => Encoding.UTF8.GetString(CommandLine.Describe(error)))];
        Assert.That(texts, Is.Unique);
        Assert.That(texts, Has.None.Contains("malformed"));
    }

    [Test]
    public void AnyArgumentsSurviveQuoting() =>
        Gen.Char[" \t\n\"'\\=-xAé~\u0001"].Array[0, 8].Select(characters => new string(characters)).Array[0, 6].Sample(arguments =>
        {
            string line = "V=1 -- " + string.Join(' ', arguments.Select(Quote));
            Assert.That(Parse(line, out List<string> argv, out List<string> envp), Is.EqualTo(CommandLineError.None));
            Assert.That(argv.Skip(1), Is.EqualTo(arguments));
            Assert.That(string.Join("|", envp), Is.EqualTo("V=1"));
        });

    [Test]
    public void AnyBytesAreEitherCutOrRefused() =>
        Gen.Byte[1, 255].Array[0, 60].Sample(bytes => _ = Parse(Encoding.Latin1.GetString(bytes), out _, out _));

    /// <summary>The inverse of the grammar, as its banner states it.</summary>
    private static string Quote(string argument)
    {
        var text = new StringBuilder("\"");
        foreach (byte value in Encoding.UTF8.GetBytes(argument))
        {
            bool isPlain = value is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\';
            text.Append(isPlain ? ((char)value).ToString() : $"\\x{value:X2}");
        }

        return text.Append('"').ToString();
    }

    private static string Repeat(int count, Func<int, string> token) => string.Join(' ', Enumerable.Range(0, count).Select(token));

    private static CommandLineError Parse(string line, out List<string> arguments, out List<string> variables)
    {
        const int GuardBytes = 16;
        byte* buffer = (byte*)NativeMemory.Alloc(CommandLine.BufferBytes + GuardBytes);
        new Span<byte>(buffer, CommandLine.BufferBytes + GuardBytes).Fill(0xEE);
        try
        {
            fixed (byte* text = Encoding.UTF8.GetBytes(line + "\0"), name = "app\0"u8)
            {
                CommandLineError error = CommandLine.Parse(text, name, buffer, out CommandLine result, out EnvironmentTable environment);
                Assert.That(new Span<byte>(buffer + CommandLine.BufferBytes, GuardBytes).IndexOfAnyExcept((byte)0xEE), Is.EqualTo(-1));
                arguments = Strings(result.Arguments, result.ArgumentCount);
                variables = Strings(environment.Pointers, environment.Count);
                return error;
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    private static List<string> Strings(byte** pointers, int count)
    {
        var strings = new List<string>();
        for (int i = 0; i < count; i++)
        {
            strings.Add(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(pointers[i])));
        }

        Assert.That((long)pointers[count], Is.Zero, "the array is not null-terminated");
        return strings;
    }
}
