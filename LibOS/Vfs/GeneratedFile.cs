// Files whose text the system makes when they are opened: /proc, /sys.

namespace LibOS.Vfs;

/// <summary>A read-only file. As in /proc, its size is 0 whatever it holds.</summary>
/// <param name="produce">Makes the text.</param>
internal sealed class GeneratedFile(Volume volume, long nowNs, Func<byte[]> produce) : Inode(volume, S_IFREG | 0x124, nowNs)
{
    internal byte[] Produce() => produce();
}
