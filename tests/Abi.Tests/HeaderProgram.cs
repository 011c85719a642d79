// Asks the C compiler: a program that prints the value of each expression is written to a temporary directory, compiled
// against the system's headers and run once.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;

namespace Abi.Tests;

/// <summary>A set of headers, and the integer values of C expressions under them.</summary>
internal sealed class HeaderProgram
{
    private const string Cure = "apt-get install -y gcc libc6-dev libxen-dev";

    private readonly string _prologue;
    private readonly List<string> _expressions = [];
    private readonly Lazy<Dictionary<string, long>> _values;

    /// <summary>Prepares for headers; <paramref name="defines"/> are lines in front of them.</summary>
    internal HeaderProgram(string defines, params string[] headers)
    {
        _prologue = defines + "\n" + string.Concat(headers.Select(header => $"#include <{header}>\n"));
        _values = new Lazy<Dictionary<string, long>>(Run);
    }

    /// <summary>Announces an expression; all are asked about at once.</summary>
    internal string Ask(string expression)
    {
        _expressions.Add(expression);
        return expression;
    }

    /// <summary>The value of an announced expression; the test fails, with the cure, when it cannot be had.</summary>
    internal long ValueOf(string expression) => _values.Value[expression];

    private Dictionary<string, long> Run()
    {
        string directory = Directory.CreateTempSubdirectory("abi-tests-").FullName;
        try
        {
            string source = Path.Combine(directory, "ask.c");
            string program = Path.Combine(directory, "ask");
            File.WriteAllText(source, Source());
            string diagnosis = Execute("cc", directory, "-std=gnu11", "-w", "-o", program, source);
            Assert.That(File.Exists(program), Is.True, $"the C headers do not have what ours mirror, or are missing ({Cure}):\n{diagnosis}");
            string[] lines = Execute(program, directory).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.That(lines, Has.Length.EqualTo(_expressions.Count), "the program printed a line for each expression");
            return _expressions.Zip(lines)
                .DistinctBy(pair => pair.First)
                .ToDictionary(pair => pair.First, pair => long.Parse(pair.Second, CultureInfo.InvariantCulture));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private string Source()
    {
        var text = new StringBuilder(_prologue);
        text.Append("#include <stdio.h>\n#include <stddef.h>\nint main(void)\n{\n");
        foreach (string expression in _expressions)
        {
            text.Append(CultureInfo.InvariantCulture, $"    printf(\"%lld\\n\", (long long)({expression}));\n");
        }

        return text.Append("    return 0;\n}\n").ToString();
    }

    private static string Execute(string file, string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        try
        {
            using Process process = Process.Start(start)!;
            System.Threading.Tasks.Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output + errors.Result;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            Assert.Fail($"no C compiler ({file}: {error.Message}); {Cure}");
            throw;
        }
    }
}
