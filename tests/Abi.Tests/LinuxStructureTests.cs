using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Runtime.Bare.Libc;
using Runtime.Bare.Libc.Format;
using Runtime.Bare.Threading;
using Runtime.Bare.Time;

namespace Abi.Tests;

/// <summary>Structures of glibc on x86-64 that the stock runtime was compiled with.</summary>
public sealed class LinuxStructureTests
{
    private const string Context = "(128 + offsetof(ucontext_t, uc_mcontext.gregs) + 8 * REG_";

    private static readonly StructureMirror[] s_mirrors =
    [
        new("struct timespec", typeof(TimeSpecification), true, ("tv_sec", nameof(TimeSpecification.Seconds)), ("tv_nsec", nameof(TimeSpecification.Nanoseconds))),
        new("struct timeval", typeof(TimeSpecification), true, ("tv_sec", nameof(TimeSpecification.Seconds)), ("tv_usec", nameof(TimeSpecification.Nanoseconds))),
        new(
            "Elf64_Phdr",
            typeof(DynamicLinking).GetNestedType("ProgramHeader", BindingFlags.NonPublic)!,
            true,
            ("p_type", "Type"),
            ("p_flags", "Flags"),
            ("p_offset", "Offset"),
            ("p_vaddr", "VirtualAddress"),
            ("p_paddr", "PhysicalAddress"),
            ("p_filesz", "FileSize"),
            ("p_memsz", "MemorySize"),
            ("p_align", "Alignment")),
        new(
            "siginfo_t",
            typeof(SignalFrame),
            false,
            ("si_signo", nameof(SignalFrame.Signal)),
            ("si_errno", nameof(SignalFrame.ErrorNumber)),
            ("si_code", nameof(SignalFrame.Code)),
            ("si_pid", nameof(SignalFrame.ProcessId)),
            ("si_addr", nameof(SignalFrame.Address))),
    ];

    private static readonly HeaderProgram s_headers = LinuxHeaders.Create();

    private static readonly TestCaseData[] s_cases =
    [
        .. s_mirrors.SelectMany(mirror => mirror.Comparisons()).Concat(Opaque()).Concat(SignalContext()).Concat(Words())
            .Select(comparison => new TestCaseData(s_headers.Ask(comparison.Expression), comparison.Ours).SetName(comparison.Label)),
    ];

    [TestCaseSource(nameof(s_cases))]
    public void OursIsTheirs(string expression, long ours) => Assert.That(ours, Is.EqualTo(s_headers.ValueOf(expression)));

    /// <summary>Objects that the runtime allocates by glibc's size and we give another inside.</summary>
    private static IEnumerable<(string Label, string Expression, long Ours)> Opaque()
    {
        yield return ("sizeof(pthread_mutex_t)", "sizeof(pthread_mutex_t)", Marshal.SizeOf<PthreadMutex>());
        yield return ("sizeof(pthread_cond_t)", "sizeof(pthread_cond_t)", Marshal.SizeOf<PthreadCond>());
        yield return ("sizeof(pthread_rwlock_t)", "sizeof(pthread_rwlock_t)", Marshal.SizeOf<PthreadRwlock>());
        yield return ("PthreadAttributes fits a pthread_attr_t", $"sizeof(pthread_attr_t) >= {Marshal.SizeOf<PthreadAttributes>()}", 1);
        yield return ("a pthread_mutexattr_t holds an int", "sizeof(pthread_mutexattr_t)", sizeof(int));
        yield return ("a pthread_condattr_t holds an int", "sizeof(pthread_condattr_t)", sizeof(int));
        yield return ("a pthread_t holds an address", "sizeof(pthread_t)", IntPtr.Size);
        yield return ("a pthread_key_t is an unsigned int", "sizeof(pthread_key_t) == 4 && (pthread_key_t)-1 > 0", 1);
        yield return ("sizeof(va_list)", "sizeof(va_list)", Marshal.SizeOf<VaList>());
        yield return ("sizeof(sigset_t)", "sizeof(sigset_t)", 128);
        yield return ("sizeof(cpu_set_t)", "sizeof(cpu_set_t)", 128);
        yield return ("PTHREAD_MUTEX_INITIALIZER is zero", "((union { pthread_mutex_t m; unsigned char b[40]; }){ .m = PTHREAD_MUTEX_INITIALIZER }).b[16]", 0);
        yield return ("PTHREAD_MUTEX_RECURSIVE", "PTHREAD_MUTEX_RECURSIVE", 1);
    }

    /// <summary>The synthetic signal frame: a siginfo_t, then a ucontext_t.</summary>
    private static IEnumerable<(string Label, string Expression, long Ours)> SignalContext()
    {
        yield return ("a ucontext_t follows the siginfo_t", "sizeof(siginfo_t)", SignalFrame.ContextOffset);
        yield return ("the frame holds a ucontext_t", $"{SignalFrame.FrameSize} - {SignalFrame.ContextOffset} >= offsetof(ucontext_t, __fpregs_mem)", 1);
        (string Register, string Field)[] registers =
        [
            ("R8", nameof(SignalFrame.Registers)), ("RBP", nameof(SignalFrame.Rbp)), ("RSP", nameof(SignalFrame.Rsp)),
            ("RIP", nameof(SignalFrame.Rip)), ("EFL", nameof(SignalFrame.Rflags)), ("CSGSFS", nameof(SignalFrame.Segments)),
            ("ERR", nameof(SignalFrame.Error)), ("TRAPNO", nameof(SignalFrame.TrapNumber)), ("OLDMASK", nameof(SignalFrame.OldMask)),
            ("CR2", nameof(SignalFrame.Cr2)),
        ];
        foreach ((string register, string field) in registers)
        {
            yield return ($"gregs[REG_{register}]", $"{Context}{register})", (long)Marshal.OffsetOf<SignalFrame>(field));
        }

        yield return ("gregs[REG_RCX] is the last of the copied ones", "REG_RCX - REG_R8", 14);
        yield return ("fpregs", "128 + offsetof(ucontext_t, uc_mcontext.fpregs)", (long)Marshal.OffsetOf<SignalFrame>(nameof(SignalFrame.ExtendedState)));
    }

    /// <summary>Structures that the sources fill word by word: each line is a number in the source.</summary>
    private static IEnumerable<(string Label, string Expression, long Ours)> Words()
    {
        yield return ("sizeof(struct sigaction)", "sizeof(struct sigaction)", Constant(typeof(SignalActions), "ActionSize"));
        yield return ("sigaction.sa_flags", "offsetof(struct sigaction, sa_flags)", Constant(typeof(SignalActions), "FlagsOffset"));
        yield return ("sigaction.sa_sigaction", "offsetof(struct sigaction, sa_sigaction)", 0);
        string[] phdrInfo = ["dlpi_addr", "dlpi_name", "dlpi_phdr", "dlpi_phnum", "dlpi_adds", "dlpi_subs", "dlpi_tls_modid", "dlpi_tls_data"];
        for (int i = 0; i < phdrInfo.Length; i++)
        {
            yield return ($"dl_phdr_info.{phdrInfo[i]}", $"offsetof(struct dl_phdr_info, {phdrInfo[i]})", 8 * i);
        }

        yield return ("sizeof(struct dl_phdr_info)", "sizeof(struct dl_phdr_info)", 64);
        string[] dlInfo = ["dli_fname", "dli_fbase", "dli_sname", "dli_saddr"];
        for (int i = 0; i < dlInfo.Length; i++)
        {
            yield return ($"Dl_info.{dlInfo[i]}", $"offsetof(Dl_info, {dlInfo[i]})", 8 * i);
        }

        yield return ("sysinfo.uptime", "offsetof(struct sysinfo, uptime)", 0);
        yield return ("sysinfo.totalram", "offsetof(struct sysinfo, totalram)", 32);
        yield return ("sysinfo.freeram", "offsetof(struct sysinfo, freeram)", 40);
        yield return ("sysinfo.procs", "offsetof(struct sysinfo, procs)", 80);
        yield return ("sysinfo.mem_unit", "offsetof(struct sysinfo, mem_unit)", 104);
        yield return ("sizeof(struct sysinfo)", "sizeof(struct sysinfo)", 112);
        yield return ("sizeof(struct rlimit64)", "sizeof(struct rlimit64)", 16);
    }

    private static long Constant(Type type, string name) =>
        Convert.ToInt64(
            type.GetField(name, BindingFlags.Static | BindingFlags.NonPublic)!.GetRawConstantValue(),
            System.Globalization.CultureInfo.InvariantCulture);
}
