// Mapperly: the README's car, by a mapper that its generator writes.

using Riok.Mapperly.Abstractions;

namespace Packages.Data;

internal static class MapperlyExample
{
    public static void Run(TextWriter output)
    {
        var car = new Car { Model = "Z", Seats = 4, Colour = Colour.Red, Maker = new Maker("Acme"), Tyres = { new Tyre("front"), new Tyre("rear") } };
        CarDto dto = new CarMapper().ToDto(car);
        output.WriteLine($"{dto.Model} {dto.NumberOfSeats} {dto.Colour} {dto.MakerName} {string.Join(',', dto.Tyres.Select(tyre => tyre.Position))}");
    }
}

public enum Colour
{
    Red,
    Blue,
}

public enum ColourDto
{
    Blue,
    Red,
}

public sealed record Maker(string Name);

public sealed record Tyre(string Position);

public sealed record TyreDto(string Position);

public sealed class Car
{
    public string Model { get; set; } = "";

    public int Seats { get; set; }

    public Colour Colour { get; set; }

    public Maker? Maker { get; set; }

    public List<Tyre> Tyres { get; } = [];
}

public sealed class CarDto
{
    public string Model { get; set; } = "";

    public int NumberOfSeats { get; set; }

    public ColourDto Colour { get; set; }

    public string? MakerName { get; set; }

    public IReadOnlyList<TyreDto> Tyres { get; set; } = [];
}

[Mapper(EnumMappingStrategy = EnumMappingStrategy.ByName)]
public partial class CarMapper
{
    [MapProperty(nameof(Car.Seats), nameof(CarDto.NumberOfSeats))]
    public partial CarDto ToDto(Car car);
}
