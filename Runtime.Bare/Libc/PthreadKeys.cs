// pthread_key_create and the destructors at a thread's end (the runtime detaches a thread in one).

using System.Runtime;
using Runtime.Bare.Cpu;
using Runtime.Bare.Threading;

namespace Runtime.Bare.Libc;

/// <summary>Thread-specific data.</summary>
internal static unsafe class PthreadKeys
{
    // PTHREAD_DESTRUCTOR_ITERATIONS (limits.h): a destructor may set values again.
    private const int DestructorRounds = 4;

    private static KeyTable s_keys;
    private static uint s_count;
    private static SpinLock s_lock = new(LockRank.Leaf);

    /// <summary>pthread_key_create.</summary>
    [RuntimeExport("pthread_key_create")]
    internal static int Create(uint* key, void* destructor)
    {
        ulong flags = s_lock.Acquire();
        uint index = s_count;
        int result = Errno.EAGAIN;
        if (index < Thread.KeyLimit)
        {
            s_keys.Destructors[index] = (ulong)destructor;
            s_count++;
            *key = index;
            result = 0;
        }

        s_lock.Release(flags);
        return result;
    }

    /// <summary>pthread_key_delete: no destructor runs for it any more; the number is not given out again.</summary>
    [RuntimeExport("pthread_key_delete")]
    private static int Delete(uint key)
    {
        if (key >= s_count)
        {
            return Errno.EINVAL;
        }

        s_keys.Destructors[key] = 0;
        return 0;
    }

    /// <summary>pthread_setspecific.</summary>
    [RuntimeExport("pthread_setspecific")]
    internal static int Set(uint key, ulong value)
    {
        if (key >= s_count)
        {
            return Errno.EINVAL;
        }

        Thread.Current->Keys[key] = value;
        return 0;
    }

    /// <summary>pthread_getspecific.</summary>
    [RuntimeExport("pthread_getspecific")]
    internal static ulong Get(uint key) => key < s_count ? Thread.Current->Keys[key] : 0;

    /// <summary>Calls the destructors of non-null values on the thread that ends.</summary>
    internal static void RunDestructors(Thread* self)
    {
        for (int round = 0; round < DestructorRounds; round++)
        {
            bool ranOne = false;
            for (uint key = 0; key < s_count; key++)
            {
                ulong value = self->Keys[key];
                ulong destructor = s_keys.Destructors[key];
                if (value != 0 && destructor != 0)
                {
                    self->Keys[key] = 0;
                    Instructions.Call((void*)destructor, value, 0, 0);
                    ranOne = true;
                }
            }

            if (!ranOne)
            {
                return;
            }
        }
    }

    private struct KeyTable
    {
        public fixed ulong Destructors[Thread.KeyLimit];
    }
}
