// A lock between processes: an exclusively opened file (flock on Linux). The kernel drops it when its holder dies.

namespace LibOS.Sandbox;

/// <summary>Holds a file exclusively until disposed.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _file;

    private FileLock(FileStream file)
    {
        _file = file;
    }

    /// <summary>The lock, or null when another holds it.</summary>
    public static FileLock? TryAcquire(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (error is not DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Waits for the lock.</summary>
    public static async Task<FileLock> AcquireAsync(string path, CancellationToken ct)
    {
        while (true)
        {
            if (TryAcquire(path) is { } held)
            {
                return held;
            }

            await Task.Delay(s_pollInterval, ct);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
