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
