// Files whose text the system makes when they are opened: /proc, /sys.

namespace LibOS.Vfs;

/// <summary>A file that nobody can write. As in /proc, its size is 0 whatever it holds.</summary>
/// <param name="text">What it says.</param>
/// <param name="thread">The thread that it is about; 0 for the whole program.</param>
internal sealed class GeneratedFile(Volume volume, long nowNs, SystemText text, int thread) : Inode(volume, S_IFREG | 0x124, nowNs)
{
    internal byte[] Produce(FileSystem system) => SystemTexts.Produce(system, text, thread);
}
