// Lists of node names: a sequence of NUL-terminated names, and for a long list XS_DIRECTORY_PART, which gives a piece from
// an offset on and the list's generation, so that a change in between is noticed.

using System.Text;

namespace Drivers.Xen.XenStore;

/// <summary>Fetches and cuts listings.</summary>
internal static class StoreListing
{
    // A node has at most 1,000 children by quota, of names up to 256 bytes; more is not a listing.
    private const int BytesLimit = 512 << 10;

    /// <summary>Fetches a long list; starts anew when it changed meanwhile.</summary>
    internal static StoreError Read(StoreConnection connection, string path, uint transaction, out byte[] names)
    {
        names = [];
        string generation = "";
        while (names.Length < BytesLimit)
        {
            byte[] payload = Encoding.UTF8.GetBytes($"{path}\0{names.Length}\0");
            StoreError error = connection.Request(StoreMessageType.XS_DIRECTORY_PART, transaction, payload, out byte[] part);
            int end = Array.IndexOf(part, (byte)0);
            if (error != StoreError.None || end < 0)
            {
                names = [];
                return error == StoreError.None ? StoreError.Malformed : error;
            }

            string current = Encoding.UTF8.GetString(part, 0, end);
            if (names.Length != 0 && current != generation)
            {
                names = [];
                continue;
            }

            generation = current;
            ReadOnlySpan<byte> piece = part.AsSpan(end + 1);

            // The last piece ends with an empty name.
            bool isLast = piece.Length <= 1 || (piece[^1] == 0 && piece[^2] == 0);
            names = [.. names, .. isLast ? piece[..Math.Max(piece.Length - 1, 0)] : piece];
            if (isLast)
            {
                return StoreError.None;
            }
        }

        names = [];
        return StoreError.E2BIG;
    }

    /// <summary>Cuts a list into names.</summary>
    internal static string[] Split(byte[] names) =>
        names.Length == 0 ? [] : Encoding.UTF8.GetString(names).TrimEnd('\0').Split('\0');
}
