# Keeps values in the 128 bytes below RSP, as code of a C compiler may, while time passes and upcalls come.

    .text
    .globl probe_red_zone
    .type probe_red_zone, @function
    .balign 16
probe_red_zone:                         # (ulong seed, ulong turns) -> number of damaged words
    .cfi_startproc
    .set offset, -128
    .rept 16
    leaq (16 * 1000 + offset)(%rdi), %rax
    movq %rax, offset(%rsp)
    .set offset, offset + 8
    .endr
1:  pause
    decq %rsi
    jnz 1b
    xorl %eax, %eax
    .set offset, -128
    .rept 16
    leaq (16 * 1000 + offset)(%rdi), %rcx
    cmpq offset(%rsp), %rcx
    setne %dl
    movzbl %dl, %edx
    addl %edx, %eax
    .set offset, offset + 8
    .endr
    ret
    .cfi_endproc
    .size probe_red_zone, . - probe_red_zone

    .section .note.GNU-stack, "", @progbits
