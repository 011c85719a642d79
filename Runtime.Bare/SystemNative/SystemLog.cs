// syslog(3): Debug.WriteLine, Trace.WriteLine and Debug.Fail end here. A guest's system log is its host's: the debug port,
// which Xen prints with the domain's number (`xl dmesg`, with guest_loglvl=all). The program's console stays free of it.

using System.Runtime;
using Runtime.Bare.Diagnostics;
using Runtime.Bare.Libc;

namespace Runtime.Bare.SystemNative;

/// <summary>The system log.</summary>
internal static unsafe class SystemLog
{
    /// <summary>Logs a line: the message, in which "%s" stands for the argument. The priority is not kept.</summary>
    [RuntimeExport("SystemNative_SysLog")]
    private static void Log(int priority, byte* message, byte* argument)
    {
        _ = priority;
        while (*message != 0)
        {
            if (message[0] == (byte)'%' && message[1] == (byte)'s')
            {
                WriteText(argument);
                message += 2;
            }
            else
            {
                DebugPort.Write(new ReadOnlySpan<byte>(message, 1));
                message++;
            }
        }

        DebugPort.Write("\n"u8);
    }

    private static void WriteText(byte* text)
    {
        int length = 0;
        while (text[length] != 0)
        {
            length++;
        }

        DebugPort.Write(new ReadOnlySpan<byte>(text, length));
    }
}
