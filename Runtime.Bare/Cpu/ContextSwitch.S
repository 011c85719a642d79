# Voluntary switch between two kernel threads: a function call, so only callee-saved state is kept (SysV ABI:
# rbx rbp r12-r15, MXCSR, x87 control word). Preempted threads keep the rest in their signal frame (Traps.S).

    .text
    .globl context_switch
    .type context_switch, @function
    .balign 16
context_switch:                         # (ulong* savedStackPointer, ulong newStackPointer)
    .cfi_startproc
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    subq $8, %rsp
    stmxcsr (%rsp)
    fnstcw 4(%rsp)
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    ldmxcsr (%rsp)
    fldcw 4(%rsp)
    addq $8, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .cfi_endproc
    .size context_switch, . - context_switch

# First code of a thread. Its prepared stack holds what context_switch pops (rbx = Thread*), then this address.
    .globl context_thread_start
    .type context_thread_start, @function
    .balign 16
context_thread_start:
    .cfi_startproc
    .cfi_undefined rip
    xorl %ebp, %ebp
    movq %rbx, %rdi
    call bare_thread_main               # does not return
    ud2
    .cfi_endproc
    .size context_thread_start, . - context_thread_start

    .section .note.GNU-stack, "", @progbits
