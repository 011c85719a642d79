# Data symbols that C code names: FILE pointers (never dereferenced by this layer), the shared-object handle of static
# destructors, the time zone (UTC), and what ilc's stack checks in this layer's own code compare and call.

    .section .data.rel.ro, "aw", @progbits
    .balign 8
    .globl stderr, stdout, stdin
stderr:
    .quad stderr
stdout:
    .quad stdout
stdin:
    .quad stdin

    .globl tzname, __timezone
tzname:
    .quad utc, utc
__timezone:                             # seconds west of UTC
    .quad 0
utc:
    .asciz "UTC"

    .balign 8
    .globl __dso_handle
    .hidden __dso_handle
__dso_handle:
    .quad 0

    .section .note.GNU-stack, "", @progbits
