# System calls that this layer does not have, and that C libraries call all the same (OpenSSL: sockets and a terminal of its
# own, shared memory, contexts of coroutines). Each fails with the errno Linux gives where the thing is not there. Not C#,
# because each has a section of its own, so that a kernel carries those that something calls.

    .set ENOSYS, 38                     # asm-generic/errno.h
    .set EBADF, 9                       # asm-generic/errno-base.h
    .set ENOENT, 2
    .set EAI_FAIL, -4                   # netdb.h

# name: the C symbol; value: what it returns; error: what it leaves in errno.
    .macro ABSENT name, value, error
    .section .text.\name, "ax", @progbits
    .globl \name
    .type \name, @function
    .balign 16
\name:
    .cfi_startproc
    subq $8, %rsp
    .cfi_adjust_cfa_offset 8
    call __errno_location
    movl $\error, (%rax)
    movq $\value, %rax
    addq $8, %rsp
    .cfi_adjust_cfa_offset -8
    ret
    .cfi_endproc
    .size \name, . - \name
    .endm

    ABSENT socket, -1, ENOSYS
    ABSENT select, -1, ENOSYS
    ABSENT uname, -1, ENOSYS
    ABSENT getcontext, -1, ENOSYS
    ABSENT setcontext, -1, ENOSYS
    ABSENT shmget, -1, ENOSYS
    ABSENT shmat, -1, ENOSYS
    ABSENT shmdt, -1, ENOSYS

    # No socket and no terminal has a descriptor at this layer.
    ABSENT accept, -1, EBADF
    ABSENT bind, -1, EBADF
    ABSENT connect, -1, EBADF
    ABSENT fcntl, -1, EBADF
    ABSENT fstat, -1, EBADF
    ABSENT getsockname, -1, EBADF
    ABSENT getsockopt, -1, EBADF
    ABSENT ioctl, -1, EBADF
    ABSENT listen, -1, EBADF
    ABSENT recvmsg, -1, EBADF
    ABSENT sendfile, -1, EBADF
    ABSENT sendmsg, -1, EBADF
    ABSENT setsockopt, -1, EBADF
    ABSENT shutdown, -1, EBADF
    ABSENT tcgetattr, -1, EBADF
    ABSENT tcsetattr, -1, EBADF

    ABSENT unlink, -1, ENOENT

    # Names of hosts: EAI_FAIL is the result itself; gethostbyname has no host.
    ABSENT getaddrinfo, EAI_FAIL, ENOSYS
    ABSENT getnameinfo, EAI_FAIL, ENOSYS
    ABSENT gethostbyname, 0, ENOSYS

    .section .text.gai_strerror, "ax", @progbits
    .globl gai_strerror
    .type gai_strerror, @function
gai_strerror:                           # of EAI_FAIL, the only one there is; its text in glibc
    leaq resolution(%rip), %rax
    ret
    .size gai_strerror, . - gai_strerror
    .section .rodata.gai_strerror, "a", @progbits
resolution:
    .asciz "Non-recoverable failure in name resolution"

# Nobody can have what these take: getaddrinfo and getcontext have given none.
    .section .text.freeaddrinfo, "ax", @progbits
    .globl freeaddrinfo, makecontext
    .type freeaddrinfo, @function
    .type makecontext, @function
freeaddrinfo:
makecontext:
    subq $8, %rsp
    call abort
    .size freeaddrinfo, . - freeaddrinfo
    .size makecontext, . - makecontext

    .section .note.GNU-stack, "", @progbits
