// What happens where something ends: descriptors, space, sizes.

namespace Conformance.Files;

/// <summary>Limits, and interruption.</summary>
internal static class LimitChecks
{
    public static void Run(Scratch s)
    {
        s.Check("limit.descriptors", _ =>
        {
            File.WriteAllText("f", "x");
            var open = new List<FileStream>();
            try
            {
                while (open.Count < 2_000_000)
                {
                    open.Add(new FileStream("f", FileMode.Open, FileAccess.Read, FileShare.Read, 0));
                }

                return "no limit";
            }
            catch (IOException exception)
            {
                return ($"{exception.HResult:x8}", open.Count > 500);
            }
            finally
            {
                foreach (FileStream stream in open)
                {
                    stream.Dispose();
                }
            }
        });
        s.Check("limit.file-size", _ => { using FileStream f = File.Create("f"); return (Scratch.Error(() => f.SetLength(1L << 45)), Scratch.Error(() => { f.Position = 1L << 45; f.WriteByte(1); f.Flush(); })); });
        s.Check("limit.volume", _ => { string name = "/dev/shm/conformance" + Environment.ProcessId; var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, PreallocationSize = new DriveInfo("/dev/shm").TotalSize + (1 << 20) }; return (Scratch.Error(() => new FileStream(name, options).Dispose()), File.Exists(name)); });
        s.Check("limit.interrupt", _ =>
        {
            string seen = "";
            var thread = new Thread(() =>
            {
                Thread.CurrentThread.Interrupt();
                for (int i = 0; i < 100; i++)
                {
                    File.WriteAllText("f", "x");
                }

                seen = File.ReadAllText("f") + Scratch.Error(() => Thread.Sleep(0)) + Scratch.Error(() => Thread.Sleep(1));
            });
            thread.Start();
            thread.Join();
            return seen;
        });
    }
}
