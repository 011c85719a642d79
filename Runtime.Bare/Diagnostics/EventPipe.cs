// EventPipe without a session: what the class library asks of the runtime when EventSource is on (EventPipeInternal, QCalls of
// System.Private.CoreLib; dotnet/runtime, src/native/eventpipe). Nobody outside can connect and no session can be enabled:
// EventListener on the native source (Microsoft-Windows-DotNETRuntime) gets the EventSourceException that says so. All other
// sources are managed code. The runtime's own stubs (libeventpipe-disabled.a) answer null for a provider and an event, which the
// class library takes for "out of memory", and do not keep the activity id of a thread, which EventSource reads back; since a
// linker takes all of that object or nothing, all of its names are here.

using System.Runtime;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Diagnostics;

/// <summary>The EventPipeInternal_* names. Parameters that mean nothing here are left out: their caller removes them.</summary>
internal static unsafe class EventPipe
{
    // A provider and an event exist; what is written to them has no reader.
    private const nint Handle = 1;

    // EventPipeActivityControlCode
    private const uint EP_ACTIVITY_CONTROL_GET_ID = 1;
    private const uint EP_ACTIVITY_CONTROL_SET_ID = 2;
    private const uint EP_ACTIVITY_CONTROL_GET_SET_ID = 4;

    [RuntimeExport("EventPipeInternal_CreateProvider")]
    private static nint CreateProvider() => Handle;

    /// <summary>A provider of that name that somebody outside has created: there is none.</summary>
    [RuntimeExport("EventPipeInternal_GetProvider")]
    private static nint GetProvider() => 0;

    [RuntimeExport("EventPipeInternal_DeleteProvider")]
    private static void DeleteProvider()
    {
    }

    [RuntimeExport("EventPipeInternal_DefineEvent")]
    private static nint DefineEvent() => Handle;

    [RuntimeExport("EventPipeInternal_WriteEventData")]
    private static void WriteEventData()
    {
    }

    /// <summary>Reads or sets the calling thread's activity id (a GUID): 0, or 1 for what nobody in the class library asks.</summary>
    [RuntimeExport("EventPipeInternal_EventActivityIdControl")]
    private static int EventActivityIdControl(uint code, ulong* activityId)
    {
        if (code is not (EP_ACTIVITY_CONTROL_GET_ID or EP_ACTIVITY_CONTROL_SET_ID or EP_ACTIVITY_CONTROL_GET_SET_ID))
        {
            return 1;
        }

        Thread* thread = Thread.Current;
        for (int i = 0; i < 2; i++)
        {
            ulong old = thread->ActivityId[i];
            if (code != EP_ACTIVITY_CONTROL_GET_ID)
            {
                thread->ActivityId[i] = activityId[i];
            }

            if (code != EP_ACTIVITY_CONTROL_SET_ID)
            {
                activityId[i] = old;
            }
        }

        return 0;
    }

    /// <summary>Begins a session: 0, none.</summary>
    [RuntimeExport("EventPipeInternal_Enable")]
    private static ulong Enable() => 0;

    [RuntimeExport("EventPipeInternal_Disable")]
    private static void Disable()
    {
    }

    [RuntimeExport("EventPipeInternal_GetSessionInfo")]
    private static int GetSessionInfo() => 0;

    [RuntimeExport("EventPipeInternal_GetNextEvent")]
    private static int GetNextEvent() => 0;

    [RuntimeExport("EventPipeInternal_SignalSession")]
    private static int SignalSession() => 0;

    [RuntimeExport("EventPipeInternal_WaitForSessionSignal")]
    private static int WaitForSessionSignal() => 0;
}
