// Google.Protobuf: the tutorial's address book, written, read, as JSON, and compared.

using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Packages.Data.Proto;

namespace Packages.Data;

internal static class ProtobufExample
{
    public static void Run(TextWriter output)
    {
        var john = new Contact
        {
            Id = 1234,
            Name = "John Doe",
            Email = "jdoe@example.com",
            Phones = { new Contact.Types.PhoneNumber { Number = "555-4321", Type = Contact.Types.PhoneType.Home } },
            LastUpdated = Timestamp.FromDateTime(new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc)),
            Scores = { ["maths"] = 1.5 },
        };
        var book = new AddressBook { People = { john } };
        byte[] bytes = book.ToByteArray();
        output.WriteLine(Convert.ToHexString(bytes));
        AddressBook read = AddressBook.Parser.ParseFrom(bytes);
        output.WriteLine(read.Equals(book));
        output.WriteLine(JsonFormatter.Default.Format(read));
        output.WriteLine(JsonParser.Default.Parse<Contact>("""{"name":"Ann","phones":[{"number":"1","type":"PHONE_TYPE_MOBILE"}]}"""));
        output.WriteLine(Struct.Parser.ParseJson("""{"a":[1,null,true,"x"]}"""));
        output.WriteLine(string.Join(',', Contact.Descriptor.Fields.InDeclarationOrder().Select(field => $"{field.FieldNumber}:{field.Name}:{field.FieldType}")));
        try
        {
            AddressBook.Parser.ParseFrom(bytes.AsSpan(0, bytes.Length - 3));
        }
        catch (InvalidProtocolBufferException exception)
        {
            output.WriteLine(exception.Message);
        }
    }
}
