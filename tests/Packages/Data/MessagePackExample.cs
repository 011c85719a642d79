// MessagePack with the resolver that its generator makes: the README's class, JSON, compression, a union.

using MessagePack;
using MessagePack.Resolvers;

namespace Packages.Data;

internal static class MessagePackExample
{
    public static void Run(TextWriter output)
    {
        IFormatterResolver resolver = CompositeResolver.Create(BuiltinResolver.Instance, SourceGeneratedFormatterResolver.Instance);
        MessagePackSerializerOptions options = new MessagePackSerializerOptions(resolver).WithSecurity(MessagePackSecurity.UntrustedData);
        byte[] bytes = MessagePackSerializer.Serialize(new Packed { Age = 99, FirstName = "hoge", LastName = "huga", Scores = [1.5, 2] }, options);
        output.WriteLine(Convert.ToHexString(bytes));
        output.WriteLine(MessagePackSerializer.ConvertToJson(bytes, options));
        Packed read = MessagePackSerializer.Deserialize<Packed>(bytes, options);
        output.WriteLine($"{read.FirstName} {read.LastName} {read.Age} {string.Join(',', read.Scores)}");
        MessagePackSerializerOptions compressed = options.WithCompression(MessagePackCompression.Lz4BlockArray);
        byte[] small = MessagePackSerializer.Serialize(new Packed { FirstName = new string('x', 1000) }, compressed);
        output.WriteLine($"{small.Length} {MessagePackSerializer.Deserialize<Packed>(small, compressed).FirstName.Length}");
        byte[] union = MessagePackSerializer.Serialize<IPackedUnion>(new PackedFoo { Value = 999 }, options);
        output.WriteLine(MessagePackSerializer.Deserialize<IPackedUnion>(union, options) is PackedFoo foo ? foo.Value : -1);
        try
        {
            MessagePackSerializer.Deserialize<Packed>(bytes.AsMemory(0, 4), options);
        }
        catch (MessagePackSerializationException exception)
        {
            output.WriteLine($"{exception.Message} <- {exception.InnerException?.GetType().Name}");
        }
    }
}

[MessagePackObject]
public class Packed
{
    [Key(0)]
    public int Age { get; set; }

    [Key(1)]
    public string FirstName { get; set; } = "";

    [Key(2)]
    public string LastName { get; set; } = "";

    [Key(3)]
    public double[] Scores { get; set; } = [];
}

[Union(0, typeof(PackedFoo))]
public interface IPackedUnion;

[MessagePackObject]
public class PackedFoo : IPackedUnion
{
    [Key(0)]
    public int Value { get; set; }
}
