// Sylvan.Data.Csv: the README's data reader, with a schema, and its writer.

using System.Data.Common;
using Sylvan.Data.Csv;

namespace Packages.Text;

internal static class SylvanExample
{
    private const string Data = "Id,Name,Value,Date\n1,alpha,1.25,2024-02-29\n2,\"be,ta\",-3,2000-01-01\n";

    public static async Task RunAsync(TextWriter output)
    {
        var schema = new CsvSchema([new Column("Id", typeof(int)), new Column("Name", typeof(string)), new Column("Value", typeof(double)), new Column("Date", typeof(DateTime))]);
        await using CsvDataReader csv = await CsvDataReader.CreateAsync(new StringReader(Data), new CsvDataReaderOptions { Schema = schema });
        while (await csv.ReadAsync())
        {
            output.WriteLine($"{csv.GetInt32(0)} {csv.GetString(1)} {csv.GetDouble(2)} {csv.GetDateTime(3):yyyy-MM-dd} {csv.GetFieldType(2)}");
        }

        var text = new StringWriter();
        await using (CsvDataWriter writer = CsvDataWriter.Create(text))
        {
            await writer.WriteAsync(await CsvDataReader.CreateAsync(new StringReader(Data)));
        }

        output.WriteLine(text);
    }

    private sealed class CsvSchema(DbColumn[] columns) : ICsvSchemaProvider
    {
        public DbColumn? GetColumn(string? name, int ordinal) => columns[ordinal];
    }

    private sealed class Column : DbColumn
    {
        public Column(string name, Type type)
        {
            ColumnName = name;
            DataType = type;
            DataTypeName = type.Name;
        }
    }
}
