// YamlDotNet with the static context that its native compilation needs: serialise, parse, and the tree of a document.

using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Packages.Text;

internal static class YamlDotNetExample
{
    private const string Document = """
        name: George Washington
        age: 89
        height_in_inches: 5.75
        addresses:
          home: &home
            street: 400 Mockingbird Lane
            city: Louaryland
            zip: "99970"
          work: *home
        """;

    public static void Run(TextWriter output)
    {
        var person = new Person
        {
            Name = "Abe Lincoln",
            Age = 25,
            HeightInInches = 6.333f,
            Addresses = new Dictionary<string, Address> { ["home"] = new() { Street = "2720 Sundown Lane", City = "Kentucketsville", Zip = "99978" } },
        };
        ISerializer serializer = new StaticSerializerBuilder(new YamlContext()).WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
        output.WriteLine(serializer.Serialize(person));
        IDeserializer deserializer = new StaticDeserializerBuilder(new YamlContext()).WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
        Person read = deserializer.Deserialize<Person>(Document);
        output.WriteLine($"{read.Name} is {read.Age} years old and {read.HeightInInches} inches tall, in {read.Addresses["work"].City}.");
        var stream = new YamlStream();
        stream.Load(new StringReader(Document));
        foreach (YamlNode node in stream.Documents[0].AllNodes)
        {
            output.WriteLine($"{node.NodeType} {node.Start.Line}:{node.Start.Column}");
        }

        try
        {
            deserializer.Deserialize<Person>("age: many");
        }
        catch (YamlDotNet.Core.YamlException exception)
        {
            output.WriteLine($"{exception.GetType().Name} {exception.Start}");
        }
    }
}

/// <summary>The README's person.</summary>
[YamlSerializable]
public class Person
{
    public string Name { get; set; } = "";

    public int Age { get; set; }

    public float HeightInInches { get; set; }

    public Dictionary<string, Address> Addresses { get; set; } = [];
}

/// <summary>The README's address.</summary>
[YamlSerializable]
public class Address
{
    public string Street { get; set; } = "";

    public string City { get; set; } = "";

    public string Zip { get; set; } = "";
}

/// <summary>What the generator fills.</summary>
[YamlStaticContext]
public partial class YamlContext : StaticContext;
