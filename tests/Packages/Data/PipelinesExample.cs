// System.IO.Pipelines: the documentation's line reader, with back pressure between a writer and a reader.

using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Packages.Data;

internal static class PipelinesExample
{
    public static async Task RunAsync(TextWriter output)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64, resumeWriterThreshold: 32));
        Task writing = WriteAsync(pipe.Writer);
        int lines = 0;
        while (true)
        {
            ReadResult result = await pipe.Reader.ReadAsync();
            ReadOnlySequence<byte> buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                string line = Encoding.UTF8.GetString(buffer.Slice(0, end));
                if (lines++ % 50 == 0)
                {
                    output.WriteLine(line);
                }

                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            pipe.Reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        await pipe.Reader.CompleteAsync();
        await writing;
        output.WriteLine(lines);
    }

    private static async Task WriteAsync(PipeWriter writer)
    {
        for (int i = 0; i < 200; i++)
        {
            await writer.WriteAsync(Encoding.UTF8.GetBytes($"the line {i}\n"));
        }

        await writer.CompleteAsync();
    }
}
