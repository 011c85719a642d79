# Variadic C functions: no C# function can name its caller's unnamed arguments, so these thunks build the SysV va_list
# {gp_offset, fp_offset, overflow_arg_area, reg_save_area} and pass its address to the C# function that does the work.

    .text

# name: the C symbol; target: the C# export; fixed: number of named arguments; the va_list is argument fixed + 1.
    .macro VARIADIC name, target, fixed, listRegister
    .globl \name
    .type \name, @function
    .balign 16
\name:
    .cfi_startproc
    subq $216, %rsp
    .cfi_adjust_cfa_offset 216
    movq %rdi, 32(%rsp)
    movq %rsi, 40(%rsp)
    movq %rdx, 48(%rsp)
    movq %rcx, 56(%rsp)
    movq %r8, 64(%rsp)
    movq %r9, 72(%rsp)
    testb %al, %al                      # upper bound of vector registers used
    je 1f
    movaps %xmm0, 80(%rsp)
    movaps %xmm1, 96(%rsp)
    movaps %xmm2, 112(%rsp)
    movaps %xmm3, 128(%rsp)
    movaps %xmm4, 144(%rsp)
    movaps %xmm5, 160(%rsp)
    movaps %xmm6, 176(%rsp)
    movaps %xmm7, 192(%rsp)
1:  movl $(8 * \fixed), 0(%rsp)
    movl $48, 4(%rsp)
    leaq 224(%rsp), %rax
    movq %rax, 8(%rsp)
    leaq 32(%rsp), %rax
    movq %rax, 16(%rsp)
    movq %rsp, \listRegister
    call \target
    addq $216, %rsp
    .cfi_adjust_cfa_offset -216
    ret
    .cfi_endproc
    .size \name, . - \name
    .endm

    VARIADIC snprintf, bare_vsnprintf, 3, %rcx
    VARIADIC fprintf, bare_vfprintf, 2, %rdx
    VARIADIC __fprintf_chk, bare_vfprintf_chk, 3, %rcx
    VARIADIC __snprintf_chk, bare_vsnprintf_chk, 5, %r9
    VARIADIC __sprintf_chk, bare_vsprintf_chk, 4, %r8
    VARIADIC asprintf, bare_vasprintf, 2, %rdx
    VARIADIC sscanf, bare_vsscanf, 2, %rdx
    VARIADIC __isoc99_sscanf, bare_vsscanf, 2, %rdx

    .section .note.GNU-stack, "", @progbits
