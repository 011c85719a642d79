// Attributes that the C# compiler, ILC or the sources of this layer name. They carry no behaviour.

namespace System
{
    /// <summary>Where an attribute may stand.</summary>
    [Flags]
    public enum AttributeTargets
    {
        /// <summary>Anywhere.</summary>
        All = 32767,
    }

    /// <summary>Usage of an attribute.</summary>
    public sealed class AttributeUsageAttribute : Attribute
    {
        /// <summary>Names the permitted targets.</summary>
        public AttributeUsageAttribute(AttributeTargets validOn) => _ = validOn;

        /// <summary>May the attribute stand more than once.</summary>
        public bool AllowMultiple { get; set; }

        /// <summary>Is the attribute inherited.</summary>
        public bool Inherited { get; set; }
    }

    /// <summary>An enumeration of bits.</summary>
    public sealed class FlagsAttribute : Attribute
    {
    }

    /// <summary>A parameter array.</summary>
    public sealed class ParamArrayAttribute : Attribute
    {
    }
}

namespace System.Runtime
{
    /// <summary>Gives a static method a C symbol and the C calling convention, without a GC transition (ILC knows it by name).</summary>
    public sealed class RuntimeExportAttribute : Attribute
    {
        /// <summary>Names the symbol.</summary>
        public RuntimeExportAttribute(string entry) => _ = entry;
    }

    /// <summary>Binds an extern method to a symbol of another object, without a GC transition (ILC knows it by name).</summary>
    public sealed class RuntimeImportAttribute : Attribute
    {
        /// <summary>Names the symbol.</summary>
        public RuntimeImportAttribute(string library, string entry)
        {
            _ = library;
            _ = entry;
        }
    }
}

namespace System.Reflection
{
    /// <summary>The indexer's name.</summary>
    public sealed class DefaultMemberAttribute : Attribute
    {
        /// <summary>Names the indexer.</summary>
        public DefaultMemberAttribute(string memberName) => _ = memberName;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>The method does not return.</summary>
    public sealed class DoesNotReturnAttribute : Attribute
    {
    }

    /// <summary>A ref parameter or <c>this</c> whose reference may leave the method.</summary>
    public sealed class UnscopedRefAttribute : Attribute
    {
    }
}

namespace System.Runtime.InteropServices
{
    /// <summary>Kind of layout.</summary>
    public enum LayoutKind
    {
        /// <summary>Fields in source order.</summary>
        Sequential = 0,

        /// <summary>Fields at given offsets.</summary>
        Explicit = 2,

        /// <summary>The compiler's choice.</summary>
        Auto = 3,
    }

    /// <summary>Character set of strings in a layout; not used here.</summary>
    public enum CharSet
    {
        /// <summary>No choice.</summary>
        None = 1,

        /// <summary>Bytes.</summary>
        Ansi = 2,

        /// <summary>UTF-16.</summary>
        Unicode = 3,
    }

    /// <summary>Layout of a struct.</summary>
    public sealed class StructLayoutAttribute : Attribute
    {
#pragma warning disable CA1051, CS0649 // The compiler writes these public fields by name.
        /// <summary>Alignment limit in bytes.</summary>
        public int Pack;

        /// <summary>Size in bytes.</summary>
        public int Size;

        /// <summary>Character set.</summary>
        public CharSet CharSet;
#pragma warning restore CA1051, CS0649

        /// <summary>Names the kind.</summary>
        public StructLayoutAttribute(LayoutKind layoutKind) => _ = layoutKind;
    }

    /// <summary>Offset of a field, bytes.</summary>
    public sealed class FieldOffsetAttribute : Attribute
    {
        /// <summary>Names the offset.</summary>
        public FieldOffsetAttribute(int offset) => _ = offset;
    }

    /// <summary>A parameter written by reference only.</summary>
    public sealed class OutAttribute : Attribute
    {
    }

    /// <summary>A parameter read by reference.</summary>
    public sealed class InAttribute : Attribute
    {
    }
}

namespace System.Diagnostics
{
    /// <summary>Calls are compiled only where a symbol is defined.</summary>
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    public sealed class ConditionalAttribute : Attribute
    {
        /// <summary>Names the symbol.</summary>
        public ConditionalAttribute(string conditionString) => ConditionString = conditionString;

        /// <summary>The symbol.</summary>
        public string ConditionString { get; }
    }
}
