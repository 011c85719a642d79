# memcpy, memmove, memset, memcmp and bcmp. Unaligned SSE2 moves: no CPU feature beyond the baseline, one speed for every
# alignment. Sizes up to 32 bytes take two overlapping moves and no loop; above, 64 or 128 bytes a turn and an overlapping tail.

    .text

    .macro FUNCTION name
    .globl \name
    .type \name, @function
    .balign 16
\name:
    .endm

FUNCTION memcpy
FUNCTION memmove                        # (void* destination, const void* source, size_t length) -> destination
    .cfi_startproc
    movq %rdi, %rax
    cmpq $16, %rdx
    jb .Lmove_under16
    cmpq $32, %rdx
    ja .Lmove_over32
    movups (%rsi), %xmm0
    movups -16(%rsi,%rdx), %xmm1
    movups %xmm0, (%rdi)
    movups %xmm1, -16(%rdi,%rdx)
    ret

.Lmove_under16:
    cmpq $8, %rdx
    jae .Lmove_8to15
    cmpq $4, %rdx
    jae .Lmove_4to7
    testq %rdx, %rdx
    je .Lmove_done
    movzbl (%rsi), %ecx                 # first, middle and last byte: all of 1, 2 or 3
    movzbl -1(%rsi,%rdx), %r8d
    movq %rdx, %r9
    shrq $1, %r9
    movzbl (%rsi,%r9), %r10d
    movb %cl, (%rdi)
    movb %r10b, (%rdi,%r9)
    movb %r8b, -1(%rdi,%rdx)
.Lmove_done:
    ret
.Lmove_4to7:
    movl (%rsi), %ecx
    movl -4(%rsi,%rdx), %r8d
    movl %ecx, (%rdi)
    movl %r8d, -4(%rdi,%rdx)
    ret
.Lmove_8to15:
    movq (%rsi), %rcx
    movq -8(%rsi,%rdx), %r8
    movq %rcx, (%rdi)
    movq %r8, -8(%rdi,%rdx)
    ret

.Lmove_over32:
    movq %rdi, %rcx                     # destination inside the source block: copy backwards
    subq %rsi, %rcx
    cmpq %rdx, %rcx
    jb .Lmove_backwards

    movups -16(%rsi,%rdx), %xmm4        # the tail, read before anything is written
    movups -32(%rsi,%rdx), %xmm5
    leaq -32(%rdi,%rdx), %r8
    subq $64, %rdx
    jb .Lmove_forward_rest
.Lmove_forward:
    movups (%rsi), %xmm0
    movups 16(%rsi), %xmm1
    movups 32(%rsi), %xmm2
    movups 48(%rsi), %xmm3
    movups %xmm0, (%rdi)
    movups %xmm1, 16(%rdi)
    movups %xmm2, 32(%rdi)
    movups %xmm3, 48(%rdi)
    addq $64, %rsi
    addq $64, %rdi
    subq $64, %rdx
    jae .Lmove_forward
.Lmove_forward_rest:                    # rdx + 64 = 0..63 bytes left; the saved tail covers the last 32
    addq $32, %rdx
    jle .Lmove_forward_tail
    movups (%rsi), %xmm0
    movups 16(%rsi), %xmm1
    movups %xmm0, (%rdi)
    movups %xmm1, 16(%rdi)
.Lmove_forward_tail:
    movups %xmm5, (%r8)
    movups %xmm4, 16(%r8)
    ret

.Lmove_backwards:
    movups (%rsi), %xmm4                # the head, read before anything is written
    movups 16(%rsi), %xmm5
    subq $64, %rdx
    jb .Lmove_backwards_rest
.Lmove_backwards_turn:
    movups (%rsi,%rdx), %xmm0
    movups 16(%rsi,%rdx), %xmm1
    movups 32(%rsi,%rdx), %xmm2
    movups 48(%rsi,%rdx), %xmm3
    movups %xmm0, (%rdi,%rdx)
    movups %xmm1, 16(%rdi,%rdx)
    movups %xmm2, 32(%rdi,%rdx)
    movups %xmm3, 48(%rdi,%rdx)
    subq $64, %rdx
    jae .Lmove_backwards_turn
.Lmove_backwards_rest:                  # rdx + 64 = 0..63 bytes left at the front; the saved head covers the first 32
    addq $32, %rdx
    jle .Lmove_backwards_head
    movups (%rsi,%rdx), %xmm0
    movups 16(%rsi,%rdx), %xmm1
    movups %xmm0, (%rdi,%rdx)
    movups %xmm1, 16(%rdi,%rdx)
.Lmove_backwards_head:
    movups %xmm4, (%rdi)
    movups %xmm5, 16(%rdi)
    ret
    .cfi_endproc
    .size memmove, . - memmove
    .size memcpy, . - memcpy

FUNCTION memset                         # (void* destination, int value, size_t length) -> destination
    .cfi_startproc
    movq %rdi, %rax
    movzbl %sil, %ecx
    movabsq $0x0101010101010101, %r8
    imulq %r8, %rcx
    cmpq $16, %rdx
    jb .Lset_under16
    movq %rcx, %xmm0
    punpcklqdq %xmm0, %xmm0
    movups %xmm0, (%rdi)
    movups %xmm0, -16(%rdi,%rdx)
    cmpq $32, %rdx
    jbe .Lset_done
    leaq -16(%rdi,%rdx), %r8            # [16, end-16) remains: turns of 128 bytes, then of 16, the last one into the tail
    leaq -128(%rdi,%rdx), %r9           # the last address at which a long turn may begin
    addq $16, %rdi
    cmpq %r9, %rdi
    ja .Lset_rest
.Lset_turn:
    movups %xmm0, (%rdi)
    movups %xmm0, 16(%rdi)
    movups %xmm0, 32(%rdi)
    movups %xmm0, 48(%rdi)
    movups %xmm0, 64(%rdi)
    movups %xmm0, 80(%rdi)
    movups %xmm0, 96(%rdi)
    movups %xmm0, 112(%rdi)
    subq $-128, %rdi
    cmpq %r9, %rdi
    jbe .Lset_turn
.Lset_rest:
    cmpq %r8, %rdi
    jae .Lset_done
.Lset_short:
    movups %xmm0, (%rdi)
    addq $16, %rdi
    cmpq %r8, %rdi
    jb .Lset_short
    ret
.Lset_under16:
    cmpq $8, %rdx
    jae .Lset_8to15
    cmpq $4, %rdx
    jae .Lset_4to7
    testq %rdx, %rdx
    je .Lset_done
    movb %cl, (%rdi)
    movb %cl, -1(%rdi,%rdx)
    shrq $1, %rdx
    movb %cl, (%rdi,%rdx)
.Lset_done:
    ret
.Lset_4to7:
    movl %ecx, (%rdi)
    movl %ecx, -4(%rdi,%rdx)
    ret
.Lset_8to15:
    movq %rcx, (%rdi)
    movq %rcx, -8(%rdi,%rdx)
    ret
    .cfi_endproc
    .size memset, . - memset

FUNCTION bcmp
FUNCTION memcmp                         # (const void* a, const void* b, size_t length) -> sign of the first difference
    .cfi_startproc
    xorl %eax, %eax
    xorl %ecx, %ecx
    jmp .Lcompare_words_test
.Lcompare_words:
    movq -8(%rdi,%rcx), %r8
    cmpq -8(%rsi,%rcx), %r8
    jne .Lcompare_differs
.Lcompare_words_test:
    addq $8, %rcx
    cmpq %rdx, %rcx
    jbe .Lcompare_words
.Lcompare_differs:
    subq $8, %rcx
.Lcompare_bytes:
    cmpq %rdx, %rcx
    jae .Lcompare_done
    movzbl (%rdi,%rcx), %eax
    movzbl (%rsi,%rcx), %r8d
    incq %rcx
    subl %r8d, %eax
    je .Lcompare_bytes
.Lcompare_done:
    ret
    .cfi_endproc
    .size memcmp, . - memcmp
    .size bcmp, . - bcmp

    .section .note.GNU-stack, "", @progbits
