# PVH entry: from 32-bit protected mode without paging (Xen docs/misc/pvh.pandoc) to C# in long mode.
# In: EBX = physical address of hvm_start_info. Everything else is undefined but CS/DS/ES/SS, CR0.PE, CR4 = 0.
# The tables made here map the low 4 GiB twice by 2 MiB pages, at 0 and at the direct map (0xFFFF800000000000);
# Memory/KernelMemory.cs replaces them.

    .set CR0_BOOT, 0x80010033           # PG WP NE ET MP PE
    .set CR4_BOOT, 0x620                # OSXMMEXCPT OSFXSR PAE
    .set MSR_EFER, 0xC0000080
    .set EFER_BOOT, 0x900               # NXE LME
    .set PAGE_TABLE_ENTRY, 0x3          # present, writable
    .set PAGE_2M_ENTRY, 0x83            # present, writable, 2 MiB
    .set BOOT_STACK_SIZE, 0x4000
    .set GUARD_SIZE, 0x1000             # below every stack, unmapped once the final tables are there
    .set TRAP_STACK_SIZE, 0x2000        # Cpu/DescriptorTables.cs has both

    .section .note.Xen, "a", @note
    .balign 4
    .long 4, 4, 18                      # namesz, descsz, XEN_ELFNOTE_PHYS32_ENTRY
    .asciz "Xen"
    .long pvh_entry

    .section .text.boot, "ax", @progbits
    .code32
    .globl pvh_entry
    .type pvh_entry, @function
pvh_entry:
    cld
    cli
    movl %ebx, %ebp
    rdtsc                               # the origin of monotonic time: before anything of ours
    movl %eax, %esi
    movl %edx, %ebx
    movl $boot_stack_top, %esp
    lgdt boot_gdt_pointer

    # Page directories: 2048 entries of 2 MiB.
    movl $boot_page_directories, %edi
    movl $PAGE_2M_ENTRY, %eax
    xorl %edx, %edx
    movl $2048, %ecx
1:  movl %eax, (%edi)
    movl %edx, 4(%edi)
    addl $0x200000, %eax
    addl $8, %edi
    decl %ecx
    jnz 1b

    movl $boot_page_directories + PAGE_TABLE_ENTRY, %eax
    movl %eax, boot_pdpt
    addl $0x1000, %eax
    movl %eax, boot_pdpt + 8
    addl $0x1000, %eax
    movl %eax, boot_pdpt + 16
    addl $0x1000, %eax
    movl %eax, boot_pdpt + 24
    movl $boot_pdpt + PAGE_TABLE_ENTRY, %eax
    movl %eax, boot_pml4
    movl %eax, boot_pml4 + 256 * 8

    movl $CR4_BOOT, %eax
    movl %eax, %cr4
    movl $boot_pml4, %eax
    movl %eax, %cr3
    movl $MSR_EFER, %ecx
    rdmsr
    orl $EFER_BOOT, %eax
    wrmsr
    movl $CR0_BOOT, %eax
    movl %eax, %cr0
    ljmp $0x08, $long_mode
    .size pvh_entry, . - pvh_entry

    .code64
    .type long_mode, @function
long_mode:
    .cfi_startproc
    .cfi_undefined rip                  # the end of every stack of the boot CPU
    movl $0x10, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    xorl %eax, %eax
    movl %eax, %fs
    movl %eax, %gs
    movl $boot_stack_top, %esp
    movl %ebp, %edi                     # physical address of hvm_start_info
    movl %esi, %esi                     # the TSC at the entry, high half in ebx
    shlq $32, %rbx
    orq %rbx, %rsi
    xorl %ebp, %ebp
    call bare_boot
    ud2                                 # bare_boot does not return
    .cfi_endproc
    .size long_mode, . - long_mode

    .section .rodata.boot, "a", @progbits
    .balign 8
boot_gdt:
    .quad 0
    .quad 0x00AF9B000000FFFF            # 0x08 code, 64 bit
    .quad 0x00CF93000000FFFF            # 0x10 data
boot_gdt_pointer:
    .word . - boot_gdt - 1
    .long boot_gdt

    .section .bss.boot, "aw", @nobits
    .balign 4096
    .globl boot_page_tables, boot_page_tables_end
boot_page_tables:
boot_pml4:
    .skip 4096
boot_pdpt:
    .skip 4096
boot_page_directories:
    .skip 4 * 4096
boot_page_tables_end:
    .skip BOOT_STACK_SIZE
    .globl boot_stack_top               # the last table is its guard
boot_stack_top:
    .globl trap_stacks, trap_stacks_end # of the boot CPU: four, each above its guard
trap_stacks:
    .skip 4 * (GUARD_SIZE + TRAP_STACK_SIZE)
trap_stacks_end:

    .section .note.GNU-stack, "", @progbits
