# Fills all vector registers with a pattern, lets time pass, and counts the registers that changed.

    .text

    .globl probe_vector_sse
    .type probe_vector_sse, @function
    .balign 16
probe_vector_sse:                       # (ulong seed, ulong turns) -> changed registers of 16
    .cfi_startproc
    movq %rdi, %xmm0
    punpcklqdq %xmm0, %xmm0
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    movdqa %xmm0, %xmm\n
    .endr
1:  pause
    decq %rsi
    jnz 1b
    xorl %eax, %eax
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    movq %xmm\n, %rcx
    cmpq %rdi, %rcx
    setne %dl
    movzbl %dl, %edx
    addl %edx, %eax
    .endr
    ret
    .cfi_endproc
    .size probe_vector_sse, . - probe_vector_sse

    .globl probe_vector_avx
    .type probe_vector_avx, @function
    .balign 16
probe_vector_avx:                       # (ulong seed, ulong turns) -> registers of 16 whose upper halves changed
    .cfi_startproc
    vmovq %rdi, %xmm0
    vpbroadcastq %xmm0, %ymm0
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    vmovdqa %ymm0, %ymm\n
    .endr
1:  pause
    decq %rsi
    jnz 1b
    xorl %eax, %eax
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    vextracti128 $1, %ymm\n, %xmm\n
    vmovq %xmm\n, %rcx
    cmpq %rdi, %rcx
    setne %dl
    movzbl %dl, %edx
    addl %edx, %eax
    .endr
    vzeroupper
    ret
    .cfi_endproc
    .size probe_vector_avx, . - probe_vector_avx

    .section .note.GNU-stack, "", @progbits
