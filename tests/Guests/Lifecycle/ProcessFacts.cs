// The program as a process: what Environment and Process.GetCurrentProcess say of it.

using System.ComponentModel;
using System.Diagnostics;

namespace Lifecycle;

internal static class ProcessFacts
{
    /// <summary>Prints one fact a line; a fact that cannot be had is the exception's text.</summary>
    public static int Print()
    {
        Print("id", () => Environment.ProcessId);
        Print("path", () => Environment.ProcessPath);
        Print("base", () => AppContext.BaseDirectory);
        Print("machine", () => Environment.MachineName);
        Print("user", () => Environment.UserName);
        Print("domain", () => Environment.UserDomainName);
        Print("processors", () => Environment.ProcessorCount);
        Print("page", () => Environment.SystemPageSize);
        Print("privileged", () => Environment.IsPrivilegedProcess);
        Print("cpu-usage", () => Environment.CpuUsage.TotalTime > TimeSpan.Zero);
        Print("directory", () => Environment.CurrentDirectory);
        using Process self = Process.GetCurrentProcess();
        Print("process-id", () => self.Id);
        Print("start", () =>
        {
            try
            {
                Process.Start("/bin/true").Dispose();
                return "started";
            }
            catch (Win32Exception exception)
            {
                return exception.Message;
            }
        });
        Console.Error.WriteLine("error goes to the console too");
        return 0;
    }

    private static void Print<T>(string name, Func<T> fact)
    {
        try
        {
            Console.WriteLine($"{name}: {fact()}");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Console.WriteLine($"{name}: {exception.GetType().Name}: {exception.Message}");
        }
    }
}
