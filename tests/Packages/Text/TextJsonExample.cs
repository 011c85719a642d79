// System.Text.Json with source generation, as its documentation shows: options, polymorphism, async enumeration, the DOM.

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Packages.Text;

internal static class TextJsonExample
{
    public static async Task RunAsync(TextWriter output)
    {
        var forecast = new WeatherForecast(new DateOnly(2019, 8, 1), 25, "Hot & dry", [new Reading(Unit.Celsius, 1.5)]);
        string json = JsonSerializer.Serialize(forecast, SourceGeneration.Default.WeatherForecast);
        output.WriteLine(json);
        output.WriteLine(JsonSerializer.Deserialize(json, SourceGeneration.Default.WeatherForecast)!.Readings![0]);
        Shape[] shapes = [new Circle(2), new Square(3)];
        output.WriteLine(JsonSerializer.Serialize(shapes, SourceGeneration.Default.ShapeArray));
        output.WriteLine(string.Join(", ", JsonSerializer.Deserialize("""[{"$kind":"square","side":4}]""", SourceGeneration.Default.ShapeArray)!.Select(shape => shape.ToString())));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("[1,2,3]"));
        await foreach (int number in JsonSerializer.DeserializeAsyncEnumerable(stream, SourceGeneration.Default.Int32))
        {
            output.WriteLine(number);
        }

        var node = JsonNode.Parse("""{"a":{"b":[1,{"c":"\u00e9"}]}}""")!;
        node["a"]!["b"]![0] = 7;
        output.WriteLine(node.ToJsonString() + " " + node["a"]!["b"]![1]!.GetPath());
        try
        {
            JsonSerializer.Deserialize("""{"date":"x"}""", SourceGeneration.Default.WeatherForecast);
        }
        catch (JsonException exception)
        {
            output.WriteLine(exception.Message);
        }
    }
}

internal enum Unit
{
    Celsius,
    Fahrenheit,
}

internal sealed record Reading(Unit Unit, double Value);

internal sealed record WeatherForecast(DateOnly Date, int TemperatureCelsius, string? Summary, Reading[]? Readings);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "$kind")]
[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Square), "square")]
internal abstract record Shape;

internal sealed record Circle(double Radius) : Shape;

internal sealed record Square(double Side) : Shape;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(WeatherForecast))]
[JsonSerializable(typeof(Shape[]))]
[JsonSerializable(typeof(int))]
internal sealed partial class SourceGeneration : JsonSerializerContext;
