// One file of a program's content: what it is called in the guest, and which of the files that publish would copy are content.

using System;
using System.IO;
using Microsoft.Build.Framework;

namespace LibOS.Sdk.Tasks;

/// <summary>A file of the archive.</summary>
/// <param name="Source">Where it is now.</param>
/// <param name="Name">Its path from the guest's root, with slashes and without one in front.</param>
internal sealed record ContentFile(string Source, string Name)
{
    /// <summary>Where the files beside the program are in the guest (LibOS.Vfs.RootTree.ProgramDirectory).</summary>
    private const string ProgramDirectory = "app/";

    // What a guest has no use for: symbols, and the host's description of an assembly.
    private static readonly string[] s_endings = [".pdb", ".dbg", ".deps.json", ".runtimeconfig.json"];

    /// <summary>
    /// The file that an item stands for, or null when it is no content: symbols, the program itself, code (it is linked into the
    /// kernel, and nothing can be loaded there), documentation of a referenced assembly.
    /// </summary>
    /// <param name="item">
    /// An item of ResolvedFileToPublish with RelativePath, or with TargetPath as static web assets have it: a file beside the
    /// program. Or one with GuestPath, a path from the guest's root.
    /// </param>
    /// <param name="program">Name of the program, which is the kernel.</param>
    /// <exception cref="InvalidDataException">The file would lie outside its directory.</exception>
    internal static ContentFile? FromItem(ITaskItem item, string program)
    {
        if (item.GetMetadata("GuestPath") is { Length: > 0 } placed)
        {
            return new ContentFile(item.GetMetadata("FullPath"), Normalise(placed.TrimStart('/')));
        }

        string path = item.GetMetadata("RelativePath") is { Length: > 0 } relative ? relative : item.GetMetadata("TargetPath");
        bool isOurs = path == program || IsReferenceDocumentation(item);
        bool isCode = item.GetMetadata("AssetType") is "native" or "runtime" or "resources";
        return isOurs || isCode || item.GetMetadata("CopyToPublishDirectory") == "Never" || Array.Exists(s_endings, ending => path.EndsWith(ending, StringComparison.Ordinal))
            ? null
            : new ContentFile(item.GetMetadata("FullPath"), ProgramDirectory + Normalise(path));
    }

    // Comes along with an assembly of a referenced project; the items have no kind of their own.
    private static bool IsReferenceDocumentation(ITaskItem item) =>
        item.GetMetadata("ReferenceSourceTarget").Length > 0 && item.GetMetadata("Extension") == ".xml";

    private static string Normalise(string path)
    {
        string slashes = path.Replace('\\', '/');
        // Resolved below a root that the path cannot leave unseen.
        string full = Path.GetFullPath("/d/" + slashes);
        return !Path.IsPathRooted(slashes) && full.StartsWith("/d/", StringComparison.Ordinal) && full.Length > 3 && !full.EndsWith('/')
            ? full[3..]
            : throw new InvalidDataException($"the content file \"{path}\" would lie outside its directory");
    }
}
