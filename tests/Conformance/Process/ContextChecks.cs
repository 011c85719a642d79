// AppContext, AppDomain and what they were configured with at build time.

using System.Reflection;
using System.Runtime.Versioning;

namespace Conformance.Processes;

/// <summary>The program as the runtime knows it.</summary>
internal static class ContextChecks
{
    public static void Run(Area area)
    {
        area.Check("context.base-directory", () => (AppContext.BaseDirectory.EndsWith('/'), AppContext.BaseDirectory.TrimEnd('/') == Path.GetDirectoryName(Environment.ProcessPath), AppDomain.CurrentDomain.BaseDirectory == AppContext.BaseDirectory, Directory.Exists(AppContext.BaseDirectory)));
        area.Check("context.framework", () => (AppContext.TargetFrameworkName, AppDomain.CurrentDomain.SetupInformation.TargetFrameworkName));
        area.Check("context.data", () => (AppContext.GetData("Conformance.Text"), AppContext.GetData("Conformance.Nothing")));
        area.Check("context.switch", () => (AppContext.TryGetSwitch("Conformance.Switch", out bool value), value, AppContext.TryGetSwitch("Conformance.Nothing", out _)));
        area.Check("context.set-switch", () => { AppContext.SetSwitch("Conformance.New", true); return (AppContext.TryGetSwitch("Conformance.New", out bool value), value); });
        area.Check("context.set-data", () => { AppContext.SetData("Conformance.Object", 5); return AppContext.GetData("Conformance.Object"); });
        area.Check("context.switch-name-empty", () => AppContext.TryGetSwitch("", out _));
        area.Check("domain.name", () => (AppDomain.CurrentDomain.FriendlyName, AppDomain.CurrentDomain.Id, AppDomain.CurrentDomain.IsDefaultAppDomain(), AppDomain.CurrentDomain.ShadowCopyFiles));
        area.Check("domain.memory", () => (AppDomain.CurrentDomain.MonitoringSurvivedMemorySize >= 0, AppDomain.CurrentDomain.MonitoringTotalProcessorTime > TimeSpan.Zero));
        area.Check("domain.first-chance", () => { int seen = 0; void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e) => seen++; AppDomain.CurrentDomain.FirstChanceException += Count; try { throw new InvalidOperationException("seen"); } catch (InvalidOperationException) { } AppDomain.CurrentDomain.FirstChanceException -= Count; return seen; });
        area.Check("assembly.entry", () => (Assembly.GetEntryAssembly()?.GetName().Name, Assembly.GetEntryAssembly()?.Location, Assembly.GetExecutingAssembly().GetName().Version));
        area.Check("assembly.framework", () => Assembly.GetExecutingAssembly().GetCustomAttribute<TargetFrameworkAttribute>()?.FrameworkName);
        area.Check("assembly.load-missing", () => Assembly.Load("Nothing.Of.That.Name"));
        area.Check("assembly.load-file", () => { try { return Assembly.LoadFrom("/tmp/nothing.dll"); } catch (Exception exception) when (exception is PlatformNotSupportedException or FileNotFoundException) { return exception.GetType().Name; } });
    }
}
