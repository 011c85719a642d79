// libos doctor: what is there, what is missing, and the command that mends it.

using System.CommandLine;
using LibOS.Sandbox;

namespace LibOS.Tool;

/// <summary>The command "libos doctor".</summary>
internal static class DoctorCommand
{
    // Needed beside the sandbox: to link kernels and to read crash reports.
    private static readonly Prerequisite[] s_buildTools =
    [
        new("ld.lld", "/usr/bin/ld.lld", "lld", "links kernels"),
        new("objcopy, addr2line", "/usr/bin/addr2line", "binutils", "strips kernels, names the lines of a crash"),
    ];

    /// <summary>Describes the command line.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Checks what this machine needs; the exit code is 1 when something is missing.");
        command.SetAction(_ => Report(Console.Out, [.. DebianPackages.Prerequisites, .. s_buildTools], XlHost.IsDom0(), EmulationModes.IsKvmUsable()));
        return command;
    }

    /// <summary>Writes the report; returns the exit code.</summary>
    internal static int Report(TextWriter output, IReadOnlyList<Prerequisite> prerequisites, bool isDom0, bool hasKvm)
    {
        foreach (Prerequisite prerequisite in prerequisites)
        {
            string state = prerequisite.Found ? "found  " : "missing";
            output.WriteLine($"{state}  {prerequisite.Name,-20} {prerequisite.Purpose}{(prerequisite.Found ? "" : $" ({prerequisite.Path}, package {prerequisite.Package})")}");
        }

        output.WriteLine(isDom0
            ? "guests run on this machine's own Xen (it is a dom0)"
            : hasKvm ? "guests run in the sandbox, with hardware virtualisation" : "guests run in the sandbox, in software emulation (this CPU offers no nested virtualisation)");
        string[] missing = [.. prerequisites.Where(p => !p.Found).Select(p => p.Package).Distinct()];
        if (missing.Length == 0)
        {
            output.WriteLine("nothing is missing");
            return 0;
        }

        output.WriteLine("mend it with:  " + DebianPackages.InstallCommand(missing));
        return 1;
    }
}
