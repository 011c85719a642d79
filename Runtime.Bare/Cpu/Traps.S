# Exception and upcall entry. Every vector runs on an IST stack with interrupts off: code compiled by clang keeps live
# data in the 128 bytes below RSP, which a push on the interrupted stack would destroy. IST stacks are not re-entrant.
#
# TrapFrame (Cpu/TrapFrame.cs), ascending: r8-r15 rdi rsi rbp rbx rdx rax rcx (the order of Linux's gregs),
# vector, error, then what the CPU pushed: rip cs rflags rsp ss.

    .text

    .macro PUSH_REGISTERS
    pushq %rcx
    pushq %rax
    pushq %rdx
    pushq %rbx
    pushq %rbp
    pushq %rsi
    pushq %rdi
    pushq %r15
    pushq %r14
    pushq %r13
    pushq %r12
    pushq %r11
    pushq %r10
    pushq %r9
    pushq %r8
    .endm

    .macro POP_REGISTERS
    popq %r8
    popq %r9
    popq %r10
    popq %r11
    popq %r12
    popq %r13
    popq %r14
    popq %r15
    popq %rdi
    popq %rsi
    popq %rbp
    popq %rbx
    popq %rdx
    popq %rax
    popq %rcx
    .endm

# Saves or restores the extended state at (%rsp); clobbers rax, rdx. XSAVE leaves the header's reserved bytes alone and
# XRSTOR faults on garbage there, so the header is cleared first.
#
# Xen gives a vCPU its vector registers back when it first uses them (CR0.TS, #NM). XSAVE and XRSTOR honour that on every
# CPU, but not in QEMU's emulation, where they would read and write the registers of whoever ran before. The FNOP in front
# of them is an instruction that traps there too; on silicon it costs a cycle.
    .macro SAVE_EXTENDED
    cmpl $0, cpu_xsave_mask(%rip)
    je 8f
    xorl %eax, %eax
    movq %rax, 512(%rsp)
    movq %rax, 520(%rsp)
    movq %rax, 528(%rsp)
    movq %rax, 536(%rsp)
    movq %rax, 544(%rsp)
    movq %rax, 552(%rsp)
    movq %rax, 560(%rsp)
    movq %rax, 568(%rsp)
    movl cpu_xsave_mask(%rip), %eax
    xorl %edx, %edx
    fnop
    xsave64 (%rsp)
    jmp 9f
8:  fxsave64 (%rsp)
9:
    .endm

    .macro RESTORE_EXTENDED base
    cmpl $0, cpu_xsave_mask(%rip)
    je 8f
    movl cpu_xsave_mask(%rip), %eax
    xorl %edx, %edx
    fnop
    xrstor64 (\base)
    jmp 9f
8:  fxrstor64 (\base)
9:
    .endm

# An entry without a hardware error code pushes 0.
    .macro TRAP vector, haserror
    .balign 16
trap_entry_\vector:
    .if \haserror == 0
    pushq $0
    .endif
    pushq $\vector
    jmp trap_common
    .endm

    TRAP 0, 0
    TRAP 1, 0
    TRAP 2, 0
    TRAP 3, 0
    TRAP 4, 0
    TRAP 5, 0
    TRAP 6, 0
    TRAP 7, 0
    TRAP 8, 1
    TRAP 9, 0
    TRAP 10, 1
    TRAP 11, 1
    TRAP 12, 1
    TRAP 13, 1
    TRAP 14, 1
    TRAP 15, 0
    TRAP 16, 0
    TRAP 17, 1
    TRAP 18, 0
    TRAP 19, 0
    TRAP 20, 0
    TRAP 21, 1
    TRAP 22, 0
    TRAP 23, 0
    TRAP 24, 0
    TRAP 25, 0
    TRAP 26, 0
    TRAP 27, 0
    TRAP 28, 0
    TRAP 29, 1
    TRAP 30, 1
    TRAP 31, 0

# The event-channel upcall. An emulated CPU has been seen to deliver it twice, the second time with interrupts off, at the
# instruction where the first one next left the guest. So what the CPU pushed is moved down at once: a second delivery
# overwrites only what was moved, and is dropped. Within these few instructions it is fatal, and named.
    .set UPCALL_LANDING, 128
    .set RFLAGS_IF, 0x200

    .balign 16
    .globl trap_upcall
trap_upcall:
    testl $RFLAGS_IF, 16(%rsp)
    jz trap_second_upcall
    pushq %rax
    movq %rsp, %rax
    subq $UPCALL_LANDING, %rsp
    pushq 40(%rax)                      # ss
    pushq 32(%rax)                      # rsp
    pushq 24(%rax)                      # rflags
    pushq 16(%rax)                      # cs
    pushq 8(%rax)                       # rip
    movq (%rax), %rax
trap_upcall_moved:
    pushq $0
    pushq $0x30
    jmp trap_common

trap_second_upcall:
    pushq %rax
    leaq trap_upcall(%rip), %rax
    cmpq %rax, 8(%rsp)
    jb 1f
    leaq trap_upcall_moved(%rip), %rax
    cmpq %rax, 8(%rsp)
    jb trap_duplicate_upcall
1:  popq %rax
    iretq

trap_duplicate_upcall:
    andq $-16, %rsp                     # what follows is compiled code
    call bare_duplicate_upcall          # does not return
    ud2

    .globl trap_common
    .type trap_common, @function
trap_common:
    .cfi_startproc simple
    .cfi_signal_frame
    .cfi_def_cfa %rsp, 56
    .cfi_offset %rip, -40
    .cfi_offset %rsp, -16
    PUSH_REGISTERS
    .cfi_def_cfa %rsp, 176
    movq %rsp, %rbx
    .cfi_def_cfa %rbx, 176
    .cfi_offset %rbx, -88
    .cfi_offset %rbp, -96
    cld
    movl cpu_extended_size(%rip), %ecx
    subq %rcx, %rsp
    andq $-64, %rsp
    SAVE_EXTENDED
    movq %rbx, %rdi
    movq %rsp, %rsi
    call bare_trap                      # (TrapFrame*, byte* extendedState)
    RESTORE_EXTENDED %rsp
    movq %rbx, %rsp
    .cfi_def_cfa %rsp, 176
    POP_REGISTERS
    addq $16, %rsp
    iretq
    .cfi_endproc
    .size trap_common, . - trap_common

# Continues on the interrupted thread's own stack, below its red zone: RSP is a SignalFrame (Threading/SignalFrame.cs),
# interrupts are off. The dispatcher calls a signal handler, or lets other threads run; then everything is restored from
# the ucontext, which the handler may have changed.
    .set FRAME_UCONTEXT, 128
    .set UC_GREGS, FRAME_UCONTEXT + 0x28
    .set UC_RSP, FRAME_UCONTEXT + 0xA0
    .set UC_RIP, FRAME_UCONTEXT + 0xA8
    .set UC_EFL, FRAME_UCONTEXT + 0xB0
    .set UC_FPREGS, FRAME_UCONTEXT + 0xE0

    .balign 16
    .globl trap_signal_enter
    .type trap_signal_enter, @function
trap_signal_enter:
    .cfi_startproc simple
    .cfi_signal_frame
    .cfi_def_cfa %rsp, 0
    .cfi_undefined rip
    movq %rsp, %rbx
    movq %rsp, %rdi
    cld
    call bare_signal
    cli
    movq UC_FPREGS(%rbx), %rcx
    RESTORE_EXTENDED %rcx
    # The iretq frame takes the place of the siginfo.
    movq %rbx, %rsp
    movq UC_RIP(%rsp), %rax
    movq %rax, 0(%rsp)
    movl %cs, %eax
    movq %rax, 8(%rsp)
    movq UC_EFL(%rsp), %rax
    movq %rax, 16(%rsp)
    movq UC_RSP(%rsp), %rax
    movq %rax, 24(%rsp)
    movl %ss, %eax
    movq %rax, 32(%rsp)
    movq UC_GREGS + 0x00(%rsp), %r8
    movq UC_GREGS + 0x08(%rsp), %r9
    movq UC_GREGS + 0x10(%rsp), %r10
    movq UC_GREGS + 0x18(%rsp), %r11
    movq UC_GREGS + 0x20(%rsp), %r12
    movq UC_GREGS + 0x28(%rsp), %r13
    movq UC_GREGS + 0x30(%rsp), %r14
    movq UC_GREGS + 0x38(%rsp), %r15
    movq UC_GREGS + 0x40(%rsp), %rdi
    movq UC_GREGS + 0x48(%rsp), %rsi
    movq UC_GREGS + 0x50(%rsp), %rbp
    movq UC_GREGS + 0x58(%rsp), %rbx
    movq UC_GREGS + 0x60(%rsp), %rdx
    movq UC_GREGS + 0x68(%rsp), %rax
    movq UC_GREGS + 0x70(%rsp), %rcx
    iretq
    .cfi_endproc
    .size trap_signal_enter, . - trap_signal_enter

    .section .rodata
    .balign 8
    .globl trap_entries                 # the 32 exception entries, for the IDT
trap_entries:
    .irp vector, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    .quad trap_entry_\vector
    .endr

    .data
    .balign 4
    .globl cpu_xsave_mask, cpu_extended_size
cpu_xsave_mask:                         # 0: FXSAVE; else the components that XSAVE keeps
    .long 0
cpu_extended_size:                      # bytes of the save area
    .long 512

    .section .note.GNU-stack, "", @progbits
