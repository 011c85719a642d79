# Where a CPU begins that another one started: in long mode, on the guest's page tables, with RSP and RDI (PerCpu*) as
# Threading/CpuStartup.cs asked for. No descriptor table is loaded yet.

    .text
    .globl cpu_entry
    .type cpu_entry, @function
    .balign 16
cpu_entry:
    .cfi_startproc
    .cfi_undefined rip
    xorl %ebp, %ebp
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    call bare_cpu_main                  # does not return
    ud2
    .cfi_endproc
    .size cpu_entry, . - cpu_entry

    .section .note.GNU-stack, "", @progbits
