// The task that puts a program's content files into the archive that travels with its kernel.
//
//   <UsingTask TaskName="LibOS.Sdk.Tasks.WriteContentArchive" AssemblyFile="LibOS.Sdk.Tasks.dll" />
//   <WriteContentArchive Files="@(ResolvedFileToPublish)" Program="App" Output="App.cpio" />
//
// The archive holds the files below app/, where the guest's program directory is, and those with a GuestPath at that path. It is a function of the files: sorted by
// name, owned by root, with permissions 0644 or 0755. A file keeps its own time of modification, as publish does on Linux;
// with SOURCE_DATE_EPOCH no time is later than that (reproducible-builds.org/specs/source-date-epoch).

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using LibOS.Sandbox;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace LibOS.Sdk.Tasks;

/// <summary>Writes the content archive, or sees to it that there is none when there is no content.</summary>
public sealed class WriteContentArchive : Task
{
    private const int Executable = 0x1ED;
    private const int Plain = 0x1A4;

    /// <summary>The files that publish would copy, items with RelativePath or TargetPath; and items with GuestPath, a path from the root.</summary>
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>Name of the program, which is among them.</summary>
    [Required]
    public string Program { get; set; } = "";

    /// <summary>The archive to write; left alone when it would not change, deleted when nothing belongs into it.</summary>
    [Required]
    public string Output { get; set; } = "";

    /// <summary>Files in the archive; 0: there is no archive.</summary>
    [Output]
    public int FileCount { get; set; }

    /// <inheritdoc />
    public override bool Execute()
    {
        try
        {
            ContentFile[] files = Select();
            FileCount = files.Length;
            if (files.Length == 0)
            {
                File.Delete(Output);
                return true;
            }

            string written = Output + ".new";
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Output))!);
            Write(files, written);
            if (File.Exists(Output) && AreEqual(written, Output))
            {
                File.Delete(written);
            }
            else
            {
                File.Move(written, Output, overwrite: true);
            }

            Log.LogMessage(MessageImportance.Low, "{0}: {1} files, {2} bytes.", Output, FileCount, new FileInfo(Output).Length);
            return true;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Log.LogError("The archive of content files \"{0}\" could not be written: {1}.", Output, exception.Message.TrimEnd('.'));
            return false;
        }
    }

    // Of two with one name the later counts, as it is the one that publish copies last.
    private ContentFile[] Select()
    {
        var files = new SortedDictionary<string, ContentFile>(StringComparer.Ordinal);
        foreach (ContentFile file in Files.Select(item => ContentFile.FromItem(item, Program)).OfType<ContentFile>())
        {
            files[file.Name] = file;
        }

        return [.. files.Values];
    }

    private static void Write(ContentFile[] files, string path)
    {
        uint limit = uint.TryParse(Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH"), CultureInfo.InvariantCulture, out uint epoch) ? epoch : uint.MaxValue;
        uint[] times = [.. files.Select(file => Math.Min(ModifiedAt(file.Source), limit))];
        using var archive = new CpioArchive(File.Create(path));
        for (int i = 0; i < files.Length; i++)
        {
            // Directories have the time of the newest file: they are made for the files, and need one that does not vary.
            archive.ModifiedAt = times.Max();
            archive.AddDirectory(Path.GetDirectoryName(files[i].Name)!);
            archive.ModifiedAt = times[i];
            archive.AddFile(files[i].Name, File.ReadAllBytes(files[i].Source), Permissions(files[i].Source));
        }
    }

    private static uint ModifiedAt(string path) =>
        (uint)Math.Clamp(new DateTimeOffset(File.GetLastWriteTimeUtc(path)).ToUnixTimeSeconds(), 0, uint.MaxValue);

    private static int Permissions(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0 ? Executable : Plain;

    private static bool AreEqual(string one, string other)
    {
        using FileStream first = File.OpenRead(one);
        using FileStream second = File.OpenRead(other);
        if (first.Length != second.Length)
        {
            return false;
        }

        byte[] left = new byte[1 << 16];
        byte[] right = new byte[1 << 16];
        int count;
        while ((count = first.ReadAtLeast(left, left.Length, throwOnEndOfStream: false)) > 0)
        {
            second.ReadExactly(right, 0, count);
            if (!left.AsSpan(0, count).SequenceEqual(right.AsSpan(0, count)))
            {
                return false;
            }
        }

        return true;
    }
}
