namespace Runtime.Bare.Threading;
internal static unsafe class CpuHotplug
{
    internal static void StopHere() { }
}
