// Environment variables: read, set, unset, expanded.

using System.Collections;

namespace Conformance.Processes;

/// <summary>The environment as a table.</summary>
internal static class VariableChecks
{
    private const string Name = "CONFORMANCE_VARIABLE";

    public static void Run(Area area)
    {
        area.Check("variable.missing", () => Environment.GetEnvironmentVariable(Name));
        area.Check("variable.set", () => { Environment.SetEnvironmentVariable(Name, "äöü €"); return Environment.GetEnvironmentVariable(Name); });
        area.Check("variable.is-case-sensitive", () => Environment.GetEnvironmentVariable(Name.ToLowerInvariant()));
        area.Check("variable.listed", () => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Count(entry => (string)entry.Key == Name));
        area.Check("variable.empty", () => { Environment.SetEnvironmentVariable(Name, ""); return Environment.GetEnvironmentVariable(Name); });
        area.Check("variable.unset", () => { Environment.SetEnvironmentVariable(Name, null); return (Environment.GetEnvironmentVariable(Name), Environment.GetEnvironmentVariables().Contains(Name)); });
        area.Check("variable.unset-missing", () => { Environment.SetEnvironmentVariable("CONFORMANCE_NEVER", null); return "went on"; });
        area.Check("variable.long", () => { Environment.SetEnvironmentVariable(Name, new string('x', 100_000)); int length = Environment.GetEnvironmentVariable(Name)!.Length; Environment.SetEnvironmentVariable(Name, null); return length; });
        area.Check("variable.name-with-equals", () => { Environment.SetEnvironmentVariable("A=B", "x"); return null; });
        area.Check("variable.name-empty", () => { Environment.SetEnvironmentVariable("", "x"); return null; });
        area.Check("variable.name-nul", () => { Environment.SetEnvironmentVariable("\0", "x"); return null; });
        area.Check("variable.name-null", () => Environment.GetEnvironmentVariable(null!));
        area.Check("variable.many", () => { for (int i = 0; i < 1000; i++) { Environment.SetEnvironmentVariable(Name + i, i.ToString()); } int sum = Enumerable.Range(0, 1000).Sum(i => int.Parse(Environment.GetEnvironmentVariable(Name + i)!)); for (int i = 0; i < 1000; i++) { Environment.SetEnvironmentVariable(Name + i, null); } return sum; });
        area.Check("variable.threads", () => { Parallel.For(0, 200, i => { string name = Name + (i % 10); Environment.SetEnvironmentVariable(name, "x"); _ = Environment.GetEnvironmentVariables().Count; Environment.SetEnvironmentVariable(name, null); }); return "went on"; });
        area.Check("variable.expand", () => { Environment.SetEnvironmentVariable(Name, "1"); string text = Environment.ExpandEnvironmentVariables($"a%{Name}%b %{Name} %NOTHING_THERE% %%"); Environment.SetEnvironmentVariable(Name, null); return text; });
        foreach (EnvironmentVariableTarget target in Enum.GetValues<EnvironmentVariableTarget>())
        {
            area.Check($"variable.target-{target}", () => { Environment.SetEnvironmentVariable(Name, "x", target); string? value = Environment.GetEnvironmentVariable(Name, target); int count = Environment.GetEnvironmentVariables(target).Count; Environment.SetEnvironmentVariable(Name, null, target); return (value, count > 0); });
        }
    }
}
