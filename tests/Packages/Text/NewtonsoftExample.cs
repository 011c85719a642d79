// Newtonsoft.Json as far as native code allows: LINQ to JSON, readers and writers, JSON path. Its serialiser of arbitrary
// types reflects over members that a native compilation has trimmed.

using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Packages.Text;

internal static class NewtonsoftExample
{
    public static void Run(TextWriter output)
    {
        JArray array = ["Manual text", new JValue(new DateTime(2000, 5, 23, 0, 0, 0, DateTimeKind.Utc))];
        var document = new JObject { ["MyArray"] = array };
        output.WriteLine(document.ToString());
        JObject movie = JObject.Parse("""{"Name":"Bad Boys","ReleaseDate":"1995-4-7T00:00:00","Genres":["Action","Comedy"],"Rating":{"stars":4.5,"of":1e1}}""");
        output.WriteLine(string.Join(", ", movie.SelectTokens("$.Genres[*]").Select(token => (string?)token)));
        output.WriteLine((double)movie["Rating"]!["stars"]! * (double)movie.SelectToken("Rating.of")!);
        movie["Genres"]!.Last!.AddAfterSelf("Drama");
        output.WriteLine(movie.ToString(Formatting.None));
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var writer = new JsonTextWriter(text) { Formatting = Formatting.Indented })
        {
            writer.WriteStartObject();
            writer.WritePropertyName("CPU");
            writer.WriteValue("Intel");
            writer.WritePropertyName("Drives");
            writer.WriteStartArray();
            writer.WriteValue(1.5m);
            writer.WriteNull();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        output.WriteLine(text);
        using var reader = new JsonTextReader(new StringReader("{'a':[1,2.5,null,true,'x'],}"));
        while (reader.Read())
        {
            output.WriteLine($"{reader.TokenType} {reader.Value} {reader.Path}");
        }

        try
        {
            JToken.Parse("{\"a\":}");
        }
        catch (JsonReaderException exception)
        {
            output.WriteLine(exception.Message);
        }
    }
}
