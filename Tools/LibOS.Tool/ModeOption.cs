// The --mode option, shared by the commands that start a sandbox.

using System.CommandLine;
using LibOS.Sandbox;

namespace LibOS.Tool;

/// <summary>--mode fast|measured|kvm.</summary>
internal static class ModeOption
{
    /// <summary>Creates the option; without it the fastest mode of this machine is taken.</summary>
    public static Option<EmulationMode> Create() => new("--mode")
    {
        Description = "how the sandbox executes: fast (two CPUs, real time), measured (repeatable, time counted in instructions), kvm",
        DefaultValueFactory = _ => EmulationModes.Interactive(),
    };
}
