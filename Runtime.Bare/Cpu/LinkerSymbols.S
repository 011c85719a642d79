# One table of the addresses that C# needs but cannot name (Cpu/LinkerSymbols.cs, same order).

    .text
    .globl linker_symbols_table
    .type linker_symbols_table, @function
    .balign 16
linker_symbols_table:
    .cfi_startproc
    leaq linker_symbols(%rip), %rax
    ret
    .cfi_endproc
    .size linker_symbols_table, . - linker_symbols_table

    .weak g_compilerEmbeddedKnobsBlob
    .weak __security_cookie

    .section .data.rel.ro, "aw", @progbits
    .balign 8
linker_symbols:
    .quad __image_start
    .quad __text_end
    .quad __readonly_end
    .quad __image_end
    .quad boot_page_tables
    .quad boot_page_tables_end
    .quad boot_stack_top
    .quad trap_stacks
    .quad trap_stacks_end
    .quad __tls_image
    .quad __tls_file_size
    .quad __tls_memory_size
    .quad __tls_alignment
    .quad __init_array_start
    .quad __init_array_end
    .quad __fini_array_start
    .quad __fini_array_end
    .quad __eh_frame_hdr_start
    .quad __eh_frame_hdr_size
    .quad __start___managedcode
    .quad __stop___managedcode
    .quad trap_entries
    .quad trap_upcall
    .quad trap_signal_enter
    .quad context_thread_start
    .quad cpu_entry
    .quad main
    .quad cpu_xsave_mask
    .quad cpu_extended_size
    .quad xen_use_vmcall
    .quad __libos_symtab_start
    .quad __libos_symtab_end
    .quad g_compilerEmbeddedKnobsBlob
    .quad __security_cookie
    .quad _ZTVN10__cxxabiv120__si_class_type_infoE + 16
    .quad _ZTVN10__cxxabiv121__vmi_class_type_infoE + 16

    .section .note.GNU-stack, "", @progbits
