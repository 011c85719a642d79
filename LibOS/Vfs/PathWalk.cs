// From a path to an inode: path_resolution(7). Names are strings with one char for each byte of the path.

using static LibOS.Vfs.LinuxError;

namespace LibOS.Vfs;

/// <summary>What the last component of a path is.</summary>
internal enum LastComponent
{
    /// <summary>A name, which may be there or not.</summary>
    Name,
    Root,
    Dot,
    DotDot,
}

/// <summary>What is to happen at the end of a path.</summary>
internal enum WalkEnd
{
    /// <summary>A symbolic link is followed.</summary>
    Follow,

    /// <summary>A symbolic link is followed only when a slash stands behind it.</summary>
    NoFollow,

    /// <summary>The name itself is meant, even with a slash behind it: it is to be made, renamed or removed.</summary>
    Parent,

    /// <summary>As Follow; a file may be made (O_CREAT), so that a name with a slash behind it is EISDIR.</summary>
    Create,

    /// <summary>As Create, and a symbolic link is not followed (O_EXCL).</summary>
    CreateNew,
}

/// <summary>A path walk: its result, and the walk itself. The file system's lock is held.</summary>
internal ref struct PathWalk
{
    internal const int NAME_MAX = 255;

    /// <summary>With the NUL.</summary>
    internal const int PATH_MAX = 4096;

    private const int LinkLimit = 40; // MAXSYMLINKS

    private readonly Directory _root;
    private int _links;

    internal PathWalk(Directory root, Directory current)
    {
        _root = root;
        Parent = current;
        Name = "";
    }

    /// <summary>The directory that the last component is looked for in.</summary>
    internal Directory Parent { get; private set; }

    /// <summary>The last component; "" when it is no name.</summary>
    internal string Name { get; private set; }

    internal LastComponent Last { get; private set; }

    /// <summary>A slash follows the last name: it must be a directory.</summary>
    internal bool HasTrailingSlash { get; private set; }

    /// <summary>What is there; null for a name that is not.</summary>
    internal Dentry? Entry { get; private set; }

    /// <summary>Walks: 0, or a negative error number. An absent last name is no error.</summary>
    /// <param name="path">The path without NUL.</param>
    /// <param name="end">What is to happen at its end.</param>
    internal int Walk(ReadOnlySpan<char> path, WalkEnd end)
    {
        if (path.IsEmpty || path.Length >= PATH_MAX)
        {
            return path.IsEmpty ? -ENOENT : -ENAMETOOLONG;
        }

        Last = LastComponent.Dot;
        Entry = Parent.Self;
        if (path[0] == '/')
        {
            Last = LastComponent.Root;
            Entry = _root.Self;
            Parent = _root;
        }

        while (TakeComponent(ref path, out ReadOnlySpan<char> component))
        {
            int error = Step(component);
            if (error != 0)
            {
                return error;
            }

            bool isLast = path.IndexOfAnyExcept('/') < 0;
            HasTrailingSlash = isLast && !path.IsEmpty;
            if (HasTrailingSlash && end >= WalkEnd.Create && Last == LastComponent.Name)
            {
                return -EISDIR;
            }

            bool follows = !isLast || end is WalkEnd.Follow or WalkEnd.Create || (HasTrailingSlash && end != WalkEnd.Parent);
            if (follows && Entry?.Inode is SymbolicLink link)
            {
                if (++_links > LinkLimit)
                {
                    return -ELOOP;
                }

                string target = link.Target;
                if (target.Length + path.Length >= 2 * PATH_MAX)
                {
                    return -ENAMETOOLONG;
                }

                Last = LastComponent.Dot;
                Entry = Parent.Self;
                if (target[0] == '/')
                {
                    Last = LastComponent.Root;
                    Entry = _root.Self;
                }

                path = string.Concat(target, path);
            }
        }

        return HasTrailingSlash && end != WalkEnd.Parent && Entry is { Inode.IsDirectory: false } ? -ENOTDIR : 0;
    }

    private static bool TakeComponent(ref ReadOnlySpan<char> path, out ReadOnlySpan<char> component)
    {
        int start = path.IndexOfAnyExcept('/');
        if (start < 0)
        {
            component = default;
            return false;
        }

        ReadOnlySpan<char> rest = path[start..];
        int end = rest.IndexOf('/');
        component = end < 0 ? rest : rest[..end];
        path = end < 0 ? default : rest[end..];
        return true;
    }

    // Goes into what the walk has reached, and looks for the next component there.
    private int Step(scoped ReadOnlySpan<char> component)
    {
        if (Entry is null)
        {
            return -ENOENT;
        }

        if (Entry.Inode is not Directory directory)
        {
            return -ENOTDIR;
        }

        Parent = directory;
        Name = "";
        if (component is ".")
        {
            Last = LastComponent.Dot;
            Entry = directory.Self;
            return 0;
        }

        if (component is "..")
        {
            Last = LastComponent.DotDot;
            Entry = directory.Parent.Self;
            return 0;
        }

        if (component.Length > NAME_MAX)
        {
            return -ENAMETOOLONG;
        }

        Last = LastComponent.Name;
        Name = component.ToString();
        Entry = directory.Find(Name);
        return 0;
    }
}
