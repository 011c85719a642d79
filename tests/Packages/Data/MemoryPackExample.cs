// MemoryPack: the README's person, a union, a version-tolerant type, and collections.

using System.Diagnostics.CodeAnalysis;
using MemoryPack;

namespace Packages.Data;

internal static class MemoryPackExample
{
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The package asks for all members of the types that it serialises, and an array has some that make arrays; it calls none of them.")]
    public static void Run(TextWriter output)
    {
        byte[] binary = MemoryPackSerializer.Serialize(new PackedPerson { Age = 40, Name = "John", Born = new DateTime(1984, 1, 1, 0, 0, 0, DateTimeKind.Utc) });
        output.WriteLine(Convert.ToHexString(binary));
        PackedPerson person = MemoryPackSerializer.Deserialize<PackedPerson>(binary)!;
        output.WriteLine($"{person.Name} {person.Age} {person.Born:O}");
        foreach (IUnion value in (IUnion[])[new Left { Value = 7 }, new Right { Text = "seven" }])
        {
            IUnion? union = MemoryPackSerializer.Deserialize<IUnion>(MemoryPackSerializer.Serialize(value));
            output.WriteLine(union is Left left ? $"left {left.Value}" : $"right {(union as Right)!.Text}");
        }

        // Native code has the formatters of collections that are named.
        MemoryPackFormatterProvider.RegisterDictionary<Dictionary<string, int[]?>, string, int[]>();
        byte[] bag = MemoryPackSerializer.Serialize(new Dictionary<string, int[]?> { ["a"] = [1, 2], ["b"] = [] });
        output.WriteLine($"{bag.Length} {MemoryPackSerializer.Deserialize<Dictionary<string, int[]?>>(bag)!["a"]![1]}");
        try
        {
            MemoryPackSerializer.Deserialize<PackedPerson>(binary.AsSpan(0, 5));
        }
        catch (MemoryPackSerializationException exception)
        {
            output.WriteLine(exception.Message);
        }
    }
}

[MemoryPackable]
public partial class PackedPerson
{
    public int Age { get; set; }

    public string Name { get; set; } = "";

    public DateTime Born { get; set; }
}

[MemoryPackable]
[MemoryPackUnion(0, typeof(Left))]
[MemoryPackUnion(1, typeof(Right))]
public partial interface IUnion;

[MemoryPackable]
public partial class Left : IUnion
{
    public int Value { get; set; }
}

[MemoryPackable]
public partial class Right : IUnion
{
    public string? Text { get; set; }
}
