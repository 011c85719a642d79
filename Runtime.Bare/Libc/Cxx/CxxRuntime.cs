// The part of the C++ runtime that compiled C++ calls by itself: initialisation of static variables once (Itanium C++ ABI 3.3.2),
// std::condition_variable and std::call_once as libstdc++ lays them out, and what would throw. Exceptions of C++ are not
// supported: code that throws one ends the guest with a line that says so.

using System.Runtime;
using Runtime.Bare.Cpu;
using Runtime.Bare.Diagnostics;

namespace Runtime.Bare.Libc.Cxx;

/// <summary>C++ names that C++ libraries link to. Thread context.</summary>
internal static unsafe class CxxRuntime
{
    private const int Running = 1;
    private const int Done = 2;

    // Zero is a free mutex and a condition that nobody waits for. One for all: initialisation is rare.
    private static PthreadMutex s_mutex;
    private static PthreadCond s_changed;

    /// <summary>__cxa_guard_acquire: 1 when the caller is to initialise the variable, 0 when it is.</summary>
    /// <param name="guard">Byte 0: initialised (compiled code reads it); byte 1: somebody is at it.</param>
    [RuntimeExport("__cxa_guard_acquire")]
    private static int GuardAcquire(byte* guard)
    {
        Lock();
        while (guard[0] == 0 && guard[1] != 0)
        {
            Wait();
        }

        bool isMine = guard[0] == 0;
        guard[1] = isMine ? (byte)1 : (byte)0;
        Unlock();
        return isMine ? 1 : 0;
    }

    /// <summary>__cxa_guard_release: the variable is initialised.</summary>
    [RuntimeExport("__cxa_guard_release")]
    private static void GuardRelease(byte* guard) => EndGuard(guard, 1);

    /// <summary>__cxa_guard_abort: it is not, and the next caller tries again.</summary>
    [RuntimeExport("__cxa_guard_abort")]
    private static void GuardAbort(byte* guard) => EndGuard(guard, 0);

    /// <summary>pthread_once: calls the function when nobody has, and returns when it has returned.</summary>
    [RuntimeExport("pthread_once")]
    private static int Once(int* control, void* function)
    {
        Lock();
        while (*control == Running)
        {
            Wait();
        }

        bool isMine = *control != Done;
        *control = isMine ? Running : Done;
        Unlock();
        if (isMine)
        {
            _ = Instructions.Call(function, 0, 0, 0);
            Lock();
            *control = Done;
            Changed();
        }

        return 0;
    }

    /// <summary>std::condition_variable::condition_variable(): its one member is a pthread_cond_t.</summary>
    [RuntimeExport("_ZNSt18condition_variableC1Ev")]
    private static void ConditionCreate(PthreadCond* condition) => _ = PthreadCond.Initialize(condition, null);

    /// <summary>std::condition_variable::~condition_variable().</summary>
    [RuntimeExport("_ZNSt18condition_variableD1Ev")]
    private static void ConditionDestroy(PthreadCond* condition) => _ = PthreadCond.Destroy(condition);

    /// <summary>std::condition_variable::notify_all().</summary>
    [RuntimeExport("_ZNSt18condition_variable10notify_allEv")]
    private static void ConditionNotifyAll(PthreadCond* condition) => _ = PthreadCond.Broadcast(condition);

    /// <summary>std::condition_variable::wait(std::unique_lock&lt;std::mutex&gt;&amp;): the lock's first member is the mutex's address.</summary>
    [RuntimeExport("_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE")]
    private static void ConditionWait(PthreadCond* condition, PthreadMutex** uniqueLock) => _ = PthreadCond.Wait(condition, *uniqueLock);

    /// <summary>std::__throw_system_error(int).</summary>
    [RuntimeExport("_ZSt20__throw_system_errori")]
    private static void ThrowSystemError(int error) => Panic.Fail("C++: std::system_error was thrown, and nothing here could catch it"u8, (ulong)error);

    [RuntimeExport("__cxa_throw_bad_array_new_length")]
    private static void ThrowBadLength() => Panic.Fail("C++: std::bad_array_new_length was thrown, and nothing here could catch it"u8);

    // Named by the tables of code that could be unwound; nothing unwinds it.
    [RuntimeExport("_Unwind_Resume")]
    private static void Resume() => Panic.Fail("C++: an exception was to be passed on, and none can have been thrown"u8);

    [RuntimeExport("__gxx_personality_v0")]
    private static int Personality()
    {
        Panic.Fail("C++: a frame was to be unwound, and no exception can have been thrown"u8);
        return 0;
    }

    private static void EndGuard(byte* guard, byte isInitialised)
    {
        Lock();
        guard[0] = isInitialised;
        guard[1] = 0;
        Changed();
    }

    private static void Lock()
    {
        fixed (PthreadMutex* mutex = &s_mutex)
        {
            _ = PthreadMutex.Lock(mutex);
        }
    }

    private static void Unlock()
    {
        fixed (PthreadMutex* mutex = &s_mutex)
        {
            _ = PthreadMutex.Unlock(mutex);
        }
    }

    private static void Wait()
    {
        fixed (PthreadMutex* mutex = &s_mutex)
        fixed (PthreadCond* condition = &s_changed)
        {
            _ = PthreadCond.Wait(condition, mutex);
        }
    }

    private static void Changed()
    {
        fixed (PthreadCond* condition = &s_changed)
        {
            _ = PthreadCond.Broadcast(condition);
        }

        Unlock();
    }
}
