# Entries that damage what the domain builder left before they go on as the true entry: StartTests puts the address of one
# of them into the kernel's note. 32-bit code without paging; EBX = struct hvm_start_info, see Boot/PvhEntry.S.

    .section .text.probe_entry, "axR", @progbits
    .code32

    .macro ENTRY name
    .globl \name
    .type \name, @function
\name:
    .endm

ENTRY probe_entry_bad_magic
    movl $0x12345678, (%ebx)
    jmp pvh_entry

ENTRY probe_entry_bad_address
    movl $3, %ebx
    jmp pvh_entry

ENTRY probe_entry_bad_command_line
    movl $1, 28(%ebx)                   # upper half of cmdline_paddr
    jmp pvh_entry

ENTRY probe_entry_bad_memory_map
    movl $1, 44(%ebx)                   # upper half of memmap_paddr
    jmp pvh_entry

ENTRY probe_entry_bad_module_list
    movl $1, 12(%ebx)                   # nr_modules
    movl $1, 20(%ebx)                   # upper half of modlist_paddr
    jmp pvh_entry

ENTRY probe_entry_bad_module
    movl $1, 12(%ebx)
    movl %ebx, 16(%ebx)                 # start_info itself as the list: its magic number and version are the address
    movl $0, 20(%ebx)
    jmp pvh_entry

ENTRY probe_entry_module_in_kernel
    movl $1, 12(%ebx)
    movl $0x10000, %edi                 # conventional memory
    movl %edi, 16(%ebx)
    movl $0, 20(%ebx)
    movl $0x100000, (%edi)              # the kernel's begin
    movl $0, 4(%edi)
    movl $1, 8(%edi)
    movl $0, 12(%edi)
    jmp pvh_entry

ENTRY probe_entry_long_command_line
    movl $0x10000, %edi                 # 64 KiB into conventional memory, which nobody uses yet
    movl %edi, 24(%ebx)
    movl $0x61616161, %eax
    movl $2048, %ecx
    cld
    rep stosl
    movl $0, (%edi)
    jmp pvh_entry

    .section .note.GNU-stack, "", @progbits
