// Handles, weak references, finalizers, tables of attached values.

using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Conformance.Collector;

/// <summary>References that the collector treats in their own way.</summary>
internal static class ReferenceChecks
{
    private static int s_finalized;
    private static object? s_resurrected;

    public static void Run(Area area)
    {
        area.Check("weak.dies", () => { WeakReference<object> weak = Weak(new object()); GC.Collect(); return weak.TryGetTarget(out _); });
        area.Check("weak.lives-while-held", () => { object held = new(); WeakReference<object> weak = Weak(held); GC.Collect(); bool lives = weak.TryGetTarget(out _); GC.KeepAlive(held); return lives; });
        area.Check("weak.set-target", () => { object held = new(); var weak = new WeakReference<object>(new object()); weak.SetTarget(held); GC.Collect(); bool same = weak.TryGetTarget(out object? got) && ReferenceEquals(got, held); GC.KeepAlive(held); return same; });
        area.Check("weak.long-survives-finalizer", () => { WeakReference weak = LongWeak(); GC.Collect(); GC.WaitForPendingFinalizers(); bool tracked = weak.IsAlive; s_resurrected = null; GC.Collect(); GC.WaitForPendingFinalizers(); GC.Collect(); return (tracked, weak.IsAlive); });
        area.Check("handle.normal-keeps", () => { GCHandle handle = Handle(GCHandleType.Normal); GC.Collect(); object? target = handle.Target; handle.Free(); return target; });
        area.Check("handle.weak", () => { GCHandle handle = Handle(GCHandleType.Weak); GC.Collect(); object? target = handle.Target; handle.Free(); return target; });
        area.Check("handle.pinned-address", () => { int[] array = [1, 2, 3]; GCHandle handle = GCHandle.Alloc(array, GCHandleType.Pinned); nint before = handle.AddrOfPinnedObject(); GC.Collect(); bool same = before == handle.AddrOfPinnedObject(); handle.Free(); return same; });
        area.Check("handle.pinned-not-blittable", () => GCHandle.Alloc(new object[1], GCHandleType.Pinned));
        area.Check("handle.freed", () => { GCHandle handle = GCHandle.Alloc(new object()); handle.Free(); return handle.Target; });
        area.Check("handle.free-twice", () => { GCHandle handle = GCHandle.Alloc(new object()); handle.Free(); handle.Free(); return null; });
        area.Check("handle.many", () => { GCHandle[] handles = [.. Enumerable.Range(0, 20_000).Select(i => GCHandle.Alloc(i, GCHandleType.Normal))]; GC.Collect(); long sum = handles.Sum(h => (long)(int)h.Target!); Array.ForEach(handles, h => h.Free()); return sum; });
        area.Check("handle.dependent", () => { using DependentHandle handle = Dependent(out object key); GC.Collect(); object? value = handle.Dependent; GC.KeepAlive(key); return value; });
        area.Check("finalizer.runs", () => { s_finalized = 0; Leave(5); GC.Collect(); GC.WaitForPendingFinalizers(); return s_finalized; });
        area.Check("finalizer.suppressed", () => { s_finalized = 0; LeaveSuppressed(); GC.Collect(); GC.WaitForPendingFinalizers(); return s_finalized; });
        area.Check("finalizer.reregister", () => { s_finalized = 0; LeaveAgain(); for (int i = 0; i < 3; i++) { GC.Collect(); GC.WaitForPendingFinalizers(); } return s_finalized; });
        area.Check("finalizer.many", () => { s_finalized = 0; Leave(50_000); GC.Collect(); GC.WaitForPendingFinalizers(); return s_finalized; });
        area.Check("finalizer.suppress-null", () => { GC.SuppressFinalize(null!); return null; });
        area.Check("table.attached-lives", () => { var table = new ConditionalWeakTable<object, string>(); object key = new(); table.Add(key, "value"); GC.Collect(); bool found = table.TryGetValue(key, out string? value); GC.KeepAlive(key); return (found, value); });
        area.Check("table.entry-dies", () => { var table = new ConditionalWeakTable<object, object>(); AddDead(table); GC.Collect(); GC.Collect(); return table.Count(); });
        area.Check("table.duplicate", () => { var table = new ConditionalWeakTable<object, string>(); object key = new(); table.Add(key, "a"); table.Add(key, "b"); return null; });
        area.Check("safe-handle.released", () => { s_finalized = 0; LeaveHandle(); GC.Collect(); GC.WaitForPendingFinalizers(); return s_finalized; });
        area.Check("critical-finalizer", () => { s_finalized = 0; LeaveCritical(); GC.Collect(); GC.WaitForPendingFinalizers(); return s_finalized; });
        area.Check("native.alloc", () => Native());
        area.Check("native.marshal", () => { nint block = Marshal.AllocHGlobal(100); Marshal.WriteInt32(block, 8, 42); int value = Marshal.ReadInt32(block, 8); block = Marshal.ReAllocHGlobal(block, 100_000); int kept = Marshal.ReadInt32(block, 8); Marshal.FreeHGlobal(block); return (value, kept); });
        area.Check("native.string", () => { nint text = Marshal.StringToCoTaskMemUTF8("grüße €"); string? back = Marshal.PtrToStringUTF8(text); Marshal.FreeCoTaskMem(text); return back; });
        area.Check("memory-pool", () => { using var owner = System.Buffers.MemoryPool<byte>.Shared.Rent(5000); return owner.Memory.Length >= 5000; });
        area.Check("array-pool", () => { byte[] a = System.Buffers.ArrayPool<byte>.Shared.Rent(1000); System.Buffers.ArrayPool<byte>.Shared.Return(a); return ReferenceEquals(a, System.Buffers.ArrayPool<byte>.Shared.Rent(1000)); });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<object> Weak(object target) => new(target);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LongWeak() => new(new Resurrecting(), trackResurrection: true);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static GCHandle Handle(GCHandleType type) => GCHandle.Alloc(new string('x', 3), type);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DependentHandle Dependent(out object key)
    {
        key = new object();
        return new DependentHandle(key, new string('d', 2));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leave(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = new Counted();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveSuppressed() => GC.SuppressFinalize(new Counted());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveAgain() => _ = new Again();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveHandle() => _ = new Handle1();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveCritical() => _ = new Critical();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddDead(ConditionalWeakTable<object, object> table) => table.Add(new object(), new object());

    private static unsafe long Native()
    {
        long sum = 0;
        for (int size = 1; size < 2_000_000; size *= 3)
        {
            byte* block = (byte*)NativeMemory.AllocZeroed((nuint)size);
            for (int i = 0; i < size; i += 97)
            {
                sum += block[i];
                block[i] = 1;
            }

            block = (byte*)NativeMemory.Realloc(block, (nuint)size * 2);
            sum += block[0];
            NativeMemory.Free(block);
            void* aligned = NativeMemory.AlignedAlloc((nuint)size, 256);
            sum += (long)((nuint)aligned & 255);
            NativeMemory.AlignedFree(aligned);
        }

        return sum;
    }

    private sealed class Counted
    {
        ~Counted() => Interlocked.Increment(ref s_finalized);
    }

    private sealed class Again
    {
        private int _left = 2;

        ~Again()
        {
            Interlocked.Increment(ref s_finalized);
            if (_left-- > 0)
            {
                GC.ReRegisterForFinalize(this);
            }
        }
    }

    private sealed class Resurrecting
    {
        ~Resurrecting() => s_resurrected ??= this;
    }

    private sealed class Handle1() : SafeHandle(1, true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            Interlocked.Increment(ref s_finalized);
            return true;
        }
    }

    private sealed class Critical : System.Runtime.ConstrainedExecution.CriticalFinalizerObject
    {
        ~Critical() => Interlocked.Increment(ref s_finalized);
    }
}
