// MessagePack as native code may use it: formatters written out and named in a resolver, because the others are made at run
// time; JSON, compression, untrusted data.

using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;

namespace Packages.Data;

internal static class MessagePackExample
{
    public static void Run(TextWriter output)
    {
        IFormatterResolver resolver = CompositeResolver.Create([new PackedFormatter()], [BuiltinResolver.Instance]);
        MessagePackSerializerOptions options = new MessagePackSerializerOptions(resolver).WithSecurity(MessagePackSecurity.UntrustedData);
        byte[] bytes = MessagePackSerializer.Serialize(new Packed(99, "hoge", [1.5, 2]), options);
        output.WriteLine(Convert.ToHexString(bytes));
        output.WriteLine(MessagePackSerializer.ConvertToJson(bytes, options));
        Packed read = MessagePackSerializer.Deserialize<Packed>(bytes, options);
        output.WriteLine($"{read.Name} {read.Age} {string.Join(',', read.Scores)}");
        MessagePackSerializerOptions compressed = options.WithCompression(MessagePackCompression.Lz4BlockArray);
        byte[] small = MessagePackSerializer.Serialize(new Packed(1, new string('x', 1000), []), compressed);
        output.WriteLine($"{small.Length} {MessagePackSerializer.Deserialize<Packed>(small, compressed).Name.Length}");
        output.WriteLine(Convert.ToHexString(MessagePackSerializer.ConvertFromJson("""{"a":[1,-1,null,true,2.5,"x"]}""", options)));
        try
        {
            MessagePackSerializer.Deserialize<Packed>(bytes.AsMemory(0, 4), options);
        }
        catch (MessagePackSerializationException exception)
        {
            output.WriteLine($"{exception.Message} <- {exception.InnerException?.GetType().Name}");
        }
    }

    internal sealed record Packed(int Age, string Name, double[] Scores);

    private sealed class PackedFormatter : IMessagePackFormatter<Packed?>
    {
        public void Serialize(ref MessagePackWriter writer, Packed? value, MessagePackSerializerOptions options)
        {
            if (value is null)
            {
                writer.WriteNil();
                return;
            }

            writer.WriteArrayHeader(3);
            writer.Write(value.Age);
            writer.Write(value.Name);
            options.Resolver.GetFormatterWithVerify<double[]>().Serialize(ref writer, value.Scores, options);
        }

        public Packed? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
        {
            if (reader.TryReadNil())
            {
                return null;
            }

            options.Security.DepthStep(ref reader);
            reader.ReadArrayHeader();
            var value = new Packed(reader.ReadInt32(), reader.ReadString()!, options.Resolver.GetFormatterWithVerify<double[]>().Deserialize(ref reader, options));
            reader.Depth--;
            return value;
        }
    }
}
