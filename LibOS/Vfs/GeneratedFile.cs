// Files whose text the system makes when they are opened: /proc, /sys.

namespace LibOS.Vfs;

/// <summary>A file that nobody can write. As in /proc, its size is 0 whatever it holds.</summary>
/// <param name="text">What it says.</param>
/// <param name="thread">The thread that it is about; 0 for the whole program.</param>
internal class GeneratedFile(Volume volume, long nowNs, SystemText text, int thread) : Inode(volume, S_IFREG | 0x124, nowNs)
{
    internal virtual byte[] Produce(FileSystem system) => SystemTexts.Produce(system, text, thread);
}

/// <summary>Such a file whose text never changes.</summary>
internal sealed class ConstantFile(Volume volume, long nowNs, string constant) : GeneratedFile(volume, nowNs, default, 0)
{
    internal override byte[] Produce(FileSystem system) => ByteText.Bytes(constant);
}

/// <summary>A link that points elsewhere for each who follows it: /proc/thread-self, /proc/self/cwd.</summary>
/// <param name="target">Where it points now.</param>
internal sealed class LivingLink(Volume volume, long nowNs, Func<string> target) : SymbolicLink(volume, "", nowNs)
{
    internal override string Target => target();
}
