// The smallest PVH guest there is: it switches itself off with its first hypercall. It runs once before the sandbox is
// saved, so that the first real guest finds xl, its libraries and dom0's caches warm.
// Read first: elf(5), Xen public/elfnote.h (XEN_ELFNOTE_PHYS32_ENTRY), public/sched.h (SCHEDOP_shutdown).

using System.Buffers.Binary;

namespace LibOS.Sandbox;

/// <summary>Makes an ELF file of a guest that only powers off.</summary>
public static class WarmUpKernel
{
    private const int LoadAddress = 0x100000;
    private const int HeaderSize = 52;
    private const int ProgramHeaderSize = 32;
    private const int ProgramHeaders = 2;
    private const int NoteOffset = HeaderSize + (ProgramHeaders * ProgramHeaderSize);
    private const int NoteSize = 20;
    private const int CodeOffset = NoteOffset + NoteSize;
    private const int XEN_ELFNOTE_PHYS32_ENTRY = 18;

    /// <summary>The ELF image: 32-bit, one segment at 1 MiB, the PVH note, and 24 bytes of code.</summary>
    public static byte[] Create()
    {
        byte[] code =
        [
            0xB8, 29, 0, 0, 0, // mov eax, __HYPERVISOR_sched_op
            0xBB, 2, 0, 0, 0, // mov ebx, SCHEDOP_shutdown
            0xB9, .. BitConverter.GetBytes(LoadAddress + CodeOffset + 20), // mov ecx, reason
            0x0F, 0x01, 0xD9, // vmmcall
            0xEB, 0xFE, // not reached: jmp to itself
            0, 0, 0, 0, // reason: SHUTDOWN_poweroff
        ];
        byte[] image = new byte[CodeOffset + code.Length];
        Span<byte> span = image;
        ((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1]).CopyTo(span);
        Write(span, 16, 2 | (3 << 16), 1, LoadAddress + CodeOffset, HeaderSize, 0, 0);
        Write(span, 40, HeaderSize | (ProgramHeaderSize << 16), ProgramHeaders);
        // p_type, p_offset, p_vaddr, p_paddr, p_filesz, p_memsz, p_flags, p_align
        Write(span, HeaderSize, 1, 0, LoadAddress, LoadAddress, image.Length, image.Length, 7, 0x1000);
        Write(span, HeaderSize + ProgramHeaderSize, 4, NoteOffset, LoadAddress + NoteOffset, LoadAddress + NoteOffset, NoteSize, NoteSize, 4, 4);
        Write(span, NoteOffset, 4, 4, XEN_ELFNOTE_PHYS32_ENTRY, 'X' | ('e' << 8) | ('n' << 16), LoadAddress + CodeOffset);
        code.CopyTo(span[CodeOffset..]);
        return image;
    }

    private static void Write(Span<byte> image, int offset, params ReadOnlySpan<int> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(image[(offset + (4 * i))..], words[i]);
        }
    }
}
