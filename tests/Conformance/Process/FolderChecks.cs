// Special folders. Those below the home directory depend on HOME, which the checks set themselves.

namespace Conformance.Processes;

/// <summary>Environment.GetFolderPath and what is like it.</summary>
internal static class FolderChecks
{
    public static void Run(Area area)
    {
        string? home = Environment.GetEnvironmentVariable("HOME");
        foreach (string variable in (string[])["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "TMPDIR"])
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        Environment.SetEnvironmentVariable("HOME", "/tmp");
        foreach (Environment.SpecialFolder folder in Enum.GetValues<Environment.SpecialFolder>().Distinct())
        {
            area.Check($"folder.{folder}", () => Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify));
        }

        area.Check("folder.verified", () => (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), Environment.GetFolderPath(Environment.SpecialFolder.Templates)));
        area.Check("folder.created", () => { string path = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create); return (path, Directory.Exists(path)); });
        area.Check("folder.unknown", () => { try { return Environment.GetFolderPath((Environment.SpecialFolder)1000); } catch (ArgumentOutOfRangeException exception) { return exception.ParamName; } });
        Environment.SetEnvironmentVariable("HOME", null);
        area.Check("folder.home-of-password-file", () => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify) == File.ReadLines("/etc/passwd").First(line => line.StartsWith("root:", StringComparison.Ordinal)).Split(':')[5]);
        Environment.SetEnvironmentVariable("HOME", home);
        area.Check("folder.temporary", () => { string usual = Path.GetTempPath(); Environment.SetEnvironmentVariable("TMPDIR", "/var/tmp"); string set = Path.GetTempPath(); Environment.SetEnvironmentVariable("TMPDIR", null); return (usual, set); });
        area.Check("folder.temporary-file", () => { string name = Path.GetTempFileName(); bool isThere = File.Exists(name); File.Delete(name); return (isThere, Path.GetDirectoryName(name), Path.GetExtension(name)); });
    }
}
