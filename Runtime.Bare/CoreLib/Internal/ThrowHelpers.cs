// What ILC calls when a check fails: the guest stops and says which. Nothing in this layer throws.

using System;
using Runtime.Bare.Diagnostics;

namespace Internal.Runtime.CompilerHelpers
{
    internal static class ThrowHelpers
    {
        internal static void ThrowOverflowException() => Panic.Fail("arithmetic overflow in the kernel layer"u8);

        internal static void ThrowIndexOutOfRangeException() => Panic.Fail("index out of range in the kernel layer"u8);

        internal static void ThrowNullReferenceException() => Panic.Fail("null reference in the kernel layer"u8);

        internal static void ThrowDivideByZeroException() => Panic.Fail("division by zero in the kernel layer"u8);

        internal static void ThrowArgumentOutOfRangeException() => Panic.Fail("argument out of range in the kernel layer"u8);

        internal static void ThrowArgumentException() => Panic.Fail("bad argument in the kernel layer"u8);

        internal static void ThrowArrayTypeMismatchException() => Panic.Fail("array type mismatch in the kernel layer"u8);

        internal static void ThrowPlatformNotSupportedException() => Panic.Fail("instruction not supported in the kernel layer"u8);

        internal static void ThrowNotImplementedException() => Panic.Fail("method without a body in the kernel layer"u8);

        internal static void ThrowTypeLoadException(int reason, string className, string typeName)
        {
            _ = reason;
            _ = className;
            _ = typeName;
            Panic.Fail("type failed to load at compile time"u8);
        }

        internal static void ThrowTypeLoadExceptionWithArgument(int reason, string className, string typeName, string argument)
        {
            _ = argument;
            ThrowTypeLoadException(reason, className, typeName);
        }

        internal static void ThrowInvalidProgramException(int reason)
        {
            _ = reason;
            Panic.Fail("invalid program at compile time"u8);
        }

        internal static void ThrowInvalidProgramExceptionWithArgument(int reason, string argument)
        {
            _ = argument;
            ThrowInvalidProgramException(reason);
        }
    }
}
