# What only ring 0 can read, and the addresses of symbols that C# cannot name.

    .macro FUNCTION name
    .globl \name
    .type \name, @function
    .balign 16
\name:
    .endm

    .text

FUNCTION probe_read_cr0
    movq %cr0, %rax
    ret

FUNCTION probe_read_cr3
    movq %cr3, %rax
    ret

FUNCTION probe_read_cr4
    movq %cr4, %rax
    ret

FUNCTION probe_read_efer
    movl $0xC0000080, %ecx
    rdmsr
    shlq $32, %rdx
    orq %rdx, %rax
    ret

FUNCTION probe_read_canary              # what compiled C compares: glibc's tcbhead_t.stack_guard
    movq %fs:0x28, %rax
    ret

FUNCTION probe_read_cookie              # what compiled C# compares
    movq __security_cookie(%rip), %rax
    ret

FUNCTION probe_symbols
    leaq symbols(%rip), %rax
    ret

    .section .data.rel.ro, "aw", @progbits
    .balign 8
symbols:                                # ImageSymbols in Image.cs
    .quad __image_start
    .quad __text_end
    .quad __readonly_end
    .quad boot_stack_top
    .quad trap_stacks
    .quad trap_stacks_end
    .quad __security_cookie

    .section .note.GNU-stack, "", @progbits
