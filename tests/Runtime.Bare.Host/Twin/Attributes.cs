// The attributes that tie a method to a C symbol. In the guest ILC acts on them; on the host they say nothing.

namespace System.Runtime;

/// <summary>Gives a static method a C symbol.</summary>
internal sealed class RuntimeExportAttribute : Attribute
{
    /// <summary>Names the symbol.</summary>
    public RuntimeExportAttribute(string entry) => Entry = entry;

    /// <summary>The symbol.</summary>
    public string Entry { get; }
}

/// <summary>Binds an extern method to a symbol of another object: what is not replaced by a twin cannot be called here.</summary>
internal sealed class RuntimeImportAttribute : Attribute
{
    /// <summary>Names the symbol.</summary>
    public RuntimeImportAttribute(string library, string entry)
    {
        Library = library;
        Entry = entry;
    }

    /// <summary>Always "*".</summary>
    public string Library { get; }

    /// <summary>The symbol.</summary>
    public string Entry { get; }
}
