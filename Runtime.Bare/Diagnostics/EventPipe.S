# EventPipe without a session: what the class library asks of the runtime when EventSource is on (EventPipeInternal, QCalls of
# System.Private.CoreLib). Nobody outside can connect, so no session can be enabled; a provider and an event exist, because the
# class library takes null for "out of memory", and what is written to them has no reader. EventListener is not concerned: it is
# managed code. These take the place of the runtime's own stubs, which break into a debugger. Unreferenced they leave the link.

    .macro ANSWER name, value
    .section .text.\name, "ax", @progbits
    .globl \name
    .type \name, @function
    .balign 16
\name:
    movl $\value, %eax
    ret
    .size \name, . - \name
    .endm

    ANSWER EventPipeInternal_Enable, 0              # no session
    ANSWER EventPipeInternal_Disable, 0
    ANSWER EventPipeInternal_GetSessionInfo, 0
    ANSWER EventPipeInternal_CreateProvider, 1      # a handle
    ANSWER EventPipeInternal_DefineEvent, 1
    ANSWER EventPipeInternal_GetProvider, 0
    ANSWER EventPipeInternal_DeleteProvider, 0
    ANSWER EventPipeInternal_EventActivityIdControl, 0
    ANSWER EventPipeInternal_WriteEventData, 0
    ANSWER EventPipeInternal_GetNextEvent, 0        # none
    ANSWER EventPipeInternal_SignalSession, 0
    ANSWER EventPipeInternal_WaitForSessionSignal, 0

    .section .note.GNU-stack, "", @progbits
