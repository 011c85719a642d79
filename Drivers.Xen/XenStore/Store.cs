// What can be asked of xenstore (docs/misc/xenstore.txt). Paths that do not begin with a slash are relative to the
// domain's own directory, /local/domain/N.

using System.Buffers.Text;
using System.Text;

namespace Drivers.Xen.XenStore;

/// <summary>The operations. They wait for the answer; a failure is a <see cref="StoreError"/>, never an exception.</summary>
internal sealed class Store(StoreConnection connection)
{
    /// <summary>No transaction (XBT_NULL).</summary>
    internal const uint NoTransaction = 0;

    /// <summary>The connection, for its channel.</summary>
    internal StoreConnection Connection => connection;

    /// <summary>Reads a value; empty with an error.</summary>
    internal StoreError Read(string path, out string value, uint transaction = NoTransaction)
    {
        StoreError error = connection.Request(StoreMessageType.XS_READ, transaction, Strings(path), out byte[] answer);
        value = Encoding.UTF8.GetString(answer);
        return error;
    }

    /// <summary>Writes a value; makes the node when it is not there.</summary>
    internal StoreError Write(string path, string value, uint transaction = NoTransaction)
    {
        byte[] payload = Encoding.UTF8.GetBytes(path + "\0" + value); // the value has no NUL behind it
        return connection.Request(StoreMessageType.XS_WRITE, transaction, payload, out _);
    }

    /// <summary>Removes a node with all below it.</summary>
    internal StoreError Remove(string path, uint transaction = NoTransaction) =>
        connection.Request(StoreMessageType.XS_RM, transaction, Strings(path), out _);

    /// <summary>Makes an empty node; one that is there already stays as it is.</summary>
    internal StoreError MakeDirectory(string path, uint transaction = NoTransaction) =>
        connection.Request(StoreMessageType.XS_MKDIR, transaction, Strings(path), out _);

    /// <summary>Names of the nodes directly below one. A list longer than a message is fetched in parts.</summary>
    internal StoreError List(string path, out string[] names, uint transaction = NoTransaction)
    {
        StoreError error = connection.Request(StoreMessageType.XS_DIRECTORY, transaction, Strings(path), out byte[] answer);
        if (error == StoreError.E2BIG)
        {
            error = StoreListing.Read(connection, path, transaction, out answer);
        }

        names = StoreListing.Split(answer);
        return error;
    }

    /// <summary>Watches a path and what is below it; the first event comes at once.</summary>
    internal StoreError Watch(string path, out StoreWatch watch)
    {
        watch = connection.AddWatch();
        return connection.Request(StoreMessageType.XS_WATCH, NoTransaction, Strings(path, watch.Token.ToString()), out _);
    }

    /// <summary>Begins a transaction. End it in any case.</summary>
    internal StoreError Begin(out uint transaction)
    {
        StoreError error = connection.Request(StoreMessageType.XS_TRANSACTION_START, NoTransaction, [0], out byte[] answer);
        bool isNumber = Utf8Parser.TryParse(answer, out transaction, out _) && transaction != NoTransaction;
        return error != StoreError.None || isNumber ? error : StoreError.Malformed;
    }

    /// <summary>Ends a transaction. <see cref="StoreError.EAGAIN"/>: nothing was changed, do it all again.</summary>
    internal StoreError End(uint transaction, bool keep) =>
        connection.Request(StoreMessageType.XS_TRANSACTION_END, transaction, keep ? "T\0"u8 : "F\0"u8, out _);

    private static byte[] Strings(string first) => Encoding.UTF8.GetBytes(first + "\0");

    private static byte[] Strings(string first, string second) => Encoding.UTF8.GetBytes(first + "\0" + second + "\0");
}
