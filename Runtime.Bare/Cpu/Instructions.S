# Single instructions that C# cannot name, as leaf functions in the C calling convention.
# Each is 16-byte aligned: managed function pointers test bit 1 of their target.

    .macro FUNCTION name
    .globl \name
    .type \name, @function
    .balign 16
\name:
    .cfi_startproc
    .endm

    .macro END name
    .cfi_endproc
    .size \name, . - \name
    .endm

    .text

FUNCTION cpu_cpuid                      # (uint leaf, uint subleaf, uint* eax_ebx_ecx_edx)
    pushq %rbx
    .cfi_adjust_cfa_offset 8
    .cfi_offset %rbx, -16
    movq %rdx, %r8
    movl %edi, %eax
    movl %esi, %ecx
    cpuid
    movl %eax, (%r8)
    movl %ebx, 4(%r8)
    movl %ecx, 8(%r8)
    movl %edx, 12(%r8)
    popq %rbx
    .cfi_adjust_cfa_offset -8
    ret
END cpu_cpuid

FUNCTION cpu_read_msr
    movl %edi, %ecx
    rdmsr
    shlq $32, %rdx
    orq %rdx, %rax
    ret
END cpu_read_msr

FUNCTION cpu_write_msr                  # (uint msr, ulong value)
    movl %edi, %ecx
    movl %esi, %eax
    movq %rsi, %rdx
    shrq $32, %rdx
    wrmsr
    ret
END cpu_write_msr

FUNCTION cpu_read_cr2
    movq %cr2, %rax
    ret
END cpu_read_cr2

FUNCTION cpu_read_cr3
    movq %cr3, %rax
    ret
END cpu_read_cr3

FUNCTION cpu_write_cr3
    movq %rdi, %cr3
    ret
END cpu_write_cr3

FUNCTION cpu_read_cr4
    movq %cr4, %rax
    ret
END cpu_read_cr4

FUNCTION cpu_write_cr4
    movq %rdi, %cr4
    ret
END cpu_write_cr4

FUNCTION cpu_write_xcr0
    movl %edi, %eax
    movq %rdi, %rdx
    shrq $32, %rdx
    xorl %ecx, %ecx
    xsetbv
    ret
END cpu_write_xcr0

FUNCTION cpu_read_tsc                   # ordered after earlier loads
    lfence
    rdtsc
    shlq $32, %rdx
    orq %rdx, %rax
    ret
END cpu_read_tsc

FUNCTION cpu_pause
    pause
    ret
END cpu_pause

FUNCTION cpu_enable_interrupts
    sti
    ret
END cpu_enable_interrupts

FUNCTION cpu_disable_interrupts         # returns the earlier RFLAGS
    pushfq
    popq %rax
    cli
    ret
END cpu_disable_interrupts

FUNCTION cpu_restore_interrupts         # (ulong flags): only IF counts
    testl $0x200, %edi
    jz 1f
    sti
1:  ret
END cpu_restore_interrupts

FUNCTION cpu_read_flags
    pushfq
    popq %rax
    ret
END cpu_read_flags

FUNCTION cpu_wait_for_interrupt         # the STI shadow makes this race-free
    sti
    hlt
    cli
    ret
END cpu_wait_for_interrupt

FUNCTION cpu_stop                       # for ever, deaf
1:  cli
    hlt
    jmp 1b
END cpu_stop

FUNCTION cpu_write_port8                # (ushort port, byte value)
    movl %edi, %edx
    movl %esi, %eax
    outb %al, %dx
    ret
END cpu_write_port8

FUNCTION cpu_try_rdrand                 # (ulong* value) -> 1 when the CPU gave one
    rdrand %rax
    jnc 1f
    movq %rax, (%rdi)
    movl $1, %eax
    ret
1:  xorl %eax, %eax
    ret
END cpu_try_rdrand

FUNCTION cpu_try_rdseed                 # (ulong* value) -> 1 when the CPU gave one
    rdseed %rax
    jnc 1f
    movq %rax, (%rdi)
    movl $1, %eax
    ret
1:  xorl %eax, %eax
    ret
END cpu_try_rdseed

FUNCTION cpu_load_gdt                   # (void* pointer10, ulong codeSelector, ulong dataSelector, ulong tssSelector)
    movq %rdx, %r8                      # lgdt does not touch it; keeps rdx free
    lgdt (%rdi)
    movl %r8d, %ds
    movl %r8d, %es
    movl %r8d, %ss
    ltr %cx
    popq %rax
    pushq %rsi
    pushq %rax
    lretq
END cpu_load_gdt

FUNCTION cpu_load_idt
    lidt (%rdi)
    ret
END cpu_load_idt

FUNCTION cpu_percpu                     # PerCpu* of this CPU
    movq %gs:0, %rax
    ret
END cpu_percpu

FUNCTION cpu_current_thread             # one load: right even when preempted around it
    movq %gs:8, %rax
    ret
END cpu_current_thread

FUNCTION cpu_reset_fpu                  # x87 and SSE control words as the ABI wants them at a thread's start
    fninit
    pushq $0x1F80
    ldmxcsr (%rsp)
    popq %rax
    ret
END cpu_reset_fpu

FUNCTION cpu_frame_pointer
    movq %rbp, %rax
    ret
END cpu_frame_pointer

FUNCTION cpu_stack_pointer
    movq %rsp, %rax
    ret
END cpu_stack_pointer

# Calls a C function through its address: calls from C# function pointers assume an aligned target.
FUNCTION cpu_call                       # (void* function, a0, a1, a2)
    movq %rdi, %rax
    movq %rsi, %rdi
    movq %rdx, %rsi
    movq %rcx, %rdx
    jmp *%rax
END cpu_call

    .section .note.GNU-stack, "", @progbits
