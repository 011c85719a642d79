# Data of the C++ runtime that compiled C++ names: the classes of type information (Itanium C++ ABI 2.9.5), and what
# std::call_once hands over to pthread_once (libstdc++, mutex). Unreferenced sections leave the link.

    .section .data.rel.ro.cxx_types, "aw", @progbits
    .balign 16
# Vtables: offset to top, type information, then virtual functions, none of which is called here. An object of type
# information begins with the address behind the first two words; Cpu/LinkerSymbols.S lists the two that
# CxxTypes.cs tells apart by it.
    .globl _ZTVN10__cxxabiv117__class_type_infoE
    .globl _ZTVN10__cxxabiv120__si_class_type_infoE
    .globl _ZTVN10__cxxabiv121__vmi_class_type_infoE
_ZTVN10__cxxabiv117__class_type_infoE:
    .quad 0, 0
    .fill 8, 8, 0
_ZTVN10__cxxabiv120__si_class_type_infoE:
    .quad 0, 0
    .fill 8, 8, 0
_ZTVN10__cxxabiv121__vmi_class_type_infoE:
    .quad 0, 0
    .fill 8, 8, 0

    .section .tbss.cxx_once, "awT", @nobits
    .balign 8
    .globl _ZSt15__once_callable, _ZSt11__once_call
    .type _ZSt15__once_callable, @tls_object
    .type _ZSt11__once_call, @tls_object
_ZSt15__once_callable:                  # std::__once_callable
    .skip 8
_ZSt11__once_call:                      # std::__once_call: calls what __once_callable names
    .skip 8

    .section .text.__once_proxy, "ax", @progbits
    .globl __once_proxy
    .type __once_proxy, @function
    .balign 16
__once_proxy:                           # what std::call_once gives to pthread_once
    movq %fs:_ZSt11__once_call@tpoff, %rax
    jmp *%rax

    .section .note.GNU-stack, "", @progbits
