// RuntimeInformation, RuntimeFeature, OperatingSystem, GC.GetGCMemoryInfo.

using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Conformance.Processes;

/// <summary>What the runtime says of itself and of the machine.</summary>
internal static class RuntimeChecks
{
    public static void Run(Area area)
    {
        area.Check("runtime.framework", () => RuntimeInformation.FrameworkDescription);
        area.Check("runtime.architecture", () => (RuntimeInformation.OSArchitecture, RuntimeInformation.ProcessArchitecture));
        area.Check("runtime.identifier", () => RuntimeInformation.RuntimeIdentifier);
        area.Check("runtime.description", () => (RuntimeInformation.OSDescription.Length > 0, RuntimeInformation.OSDescription.Trim() == RuntimeInformation.OSDescription));
        area.Check("runtime.platform", () => (RuntimeInformation.IsOSPlatform(OSPlatform.Linux), RuntimeInformation.IsOSPlatform(OSPlatform.Windows), OperatingSystem.IsLinux(), OperatingSystem.IsWindows(), OperatingSystem.IsBrowser(), OperatingSystem.IsMacOS()));
        area.Check("runtime.features", () => (RuntimeFeature.IsDynamicCodeSupported, RuntimeFeature.IsDynamicCodeCompiled, RuntimeFeature.IsSupported("PortablePdb"), RuntimeFeature.IsSupported("Nothing")));
        area.Check("runtime.directory", () => RuntimeEnvironment.GetRuntimeDirectory() == AppContext.BaseDirectory);
        area.Check("runtime.version", () => RuntimeEnvironment.GetSystemVersion());
        area.Check("gc.settings", () => (GCSettings.IsServerGC, GCSettings.LatencyMode, GCSettings.LargeObjectHeapCompactionMode, GC.MaxGeneration));
        area.Check("gc.memory", () =>
        {
            GC.Collect();
            GCMemoryInfo info = GC.GetGCMemoryInfo();
            return (info.TotalAvailableMemoryBytes > 50_000_000, info.HighMemoryLoadThresholdBytes > 0, info.HighMemoryLoadThresholdBytes <= info.TotalAvailableMemoryBytes, info.MemoryLoadBytes > 0, info.HeapSizeBytes > 0, info.TotalCommittedBytes > 0, info.Generation);
        });
        area.Check("gc.memory-of-machine", () => { long total = MemoryInformation("MemTotal:"); long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes; return available <= total && available > total / 20; });
        area.Check("gc.total", () => (GC.GetTotalMemory(true) > 0, GC.GetTotalAllocatedBytes() > 0, GC.GetAllocatedBytesForCurrentThread() > 0, GC.CollectionCount(0) > 0, GC.GetTotalPauseDuration() > TimeSpan.Zero));
        area.Check("gc.configuration", () => (GC.GetConfigurationVariables().ContainsKey("ServerGC"), GC.GetConfigurationVariables()["ServerGC"]));
        area.Check("native.missing-library", () => NativeLibrary.TryLoad("libnothing_of_that_name.so", out _));
        area.Check("native.missing-symbol", () => NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "nothing_of_that_name", out _));
        area.Check("native.errno", () => { Marshal.SetLastSystemError(2); int error = Marshal.GetLastSystemError(); return (error, Marshal.GetPInvokeErrorMessage(2)); });
    }

    private static long MemoryInformation(string name) =>
        long.Parse(File.ReadLines("/proc/meminfo").First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..^2].Trim()) * 1024;
}
