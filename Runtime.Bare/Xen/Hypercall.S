# Hypercalls, inline form (no hypercall page): RAX = number, RDI RSI RDX R10 R8 = arguments, result in RAX.
# vmmcall or vmcall by CPU vendor; the wrong one is an invalid opcode. Debug builds of Xen destroy the argument registers,
# all of which the C calling convention lets a callee destroy.

    .text
    .globl xen_hypercall
    .type xen_hypercall, @function
    .balign 16
xen_hypercall:                          # (ulong number, a1, a2, a3, a4, a5)
    .cfi_startproc
    movq %rdi, %rax
    movq %rsi, %rdi
    movq %rdx, %rsi
    movq %rcx, %rdx
    movq %r8, %r10
    movq %r9, %r8
    cmpl $0, xen_use_vmcall(%rip)
    jne 1f
    vmmcall
    ret
1:  vmcall
    ret
    .cfi_endproc
    .size xen_hypercall, . - xen_hypercall

    .data
    .balign 4
    .globl xen_use_vmcall
xen_use_vmcall:                         # 1 on Intel and its likes
    .long 0

    .section .note.GNU-stack, "", @progbits
