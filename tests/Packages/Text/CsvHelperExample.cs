// CsvHelper: rows read and written by hand, as its site shows; a class map needs code made at run time, native code has none.

using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Packages.Text;

internal static class CsvHelperExample
{
    private const string Data = "Id,Name\n1,one\n2,\"two, with a comma\"\n3,\"three \"\"quoted\"\"\"\n";

    public static void Run(TextWriter output)
    {
        using (var csv = new CsvReader(new StringReader(Data), CultureInfo.InvariantCulture))
        {
            csv.Read();
            csv.ReadHeader();
            output.WriteLine(string.Join('|', csv.HeaderRecord!));
            while (csv.Read())
            {
                output.WriteLine($"{csv.GetField<int>("Id")}: {csv.GetField("Name")}");
            }
        }

        var text = new StringWriter();
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n", Delimiter = ";" }))
        {
            csv.WriteField("Id");
            csv.WriteField("Name");
            csv.NextRecord();
            csv.WriteField(7);
            csv.WriteField("semi;colon");
            csv.NextRecord();
        }

        output.WriteLine(text);
        using var bad = new CsvReader(new StringReader("Id\nx\n"), CultureInfo.InvariantCulture);
        bad.Read();
        bad.ReadHeader();
        bad.Read();
        try
        {
            bad.GetField<int>("Id");
        }
        catch (CsvHelperException exception)
        {
            output.WriteLine(exception.GetType().FullName);
        }
    }
}
