// Microsoft.Extensions.Configuration with JSON, environment variables and the command line, bound by the generator.

using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Packages.Services;

internal static class ConfigurationExample
{
    private const string Json = """{ "Settings": { "KeyOne": 1, "KeyTwo": true, "KeyThree": { "Message": "from JSON" }, "Addresses": ["46.36.198.121", "46.36.198.122"] } }""";

    public static void Run(TextWriter output)
    {
        Environment.SetEnvironmentVariable("EXAMPLE_Settings__KeyThree__Message", "from the environment");
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Json)))
            .AddEnvironmentVariables("EXAMPLE_")
            .AddCommandLine(["--Settings:KeyOne", "7", "/Settings:Extra=x"])
            .AddInMemoryCollection([new("Settings:Limit", "00:01:30")])
            .Build();
        foreach ((string key, string? value) in configuration.AsEnumerable().OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{key} = {value}");
        }

        Settings settings = configuration.GetRequiredSection("Settings").Get<Settings>()!;
        output.WriteLine($"{settings.KeyOne} {settings.KeyTwo} {settings.KeyThree?.Message} {string.Join(',', settings.Addresses)} {settings.Limit}");
        IConfigurationRoot reloadable = new ConfigurationBuilder().AddInMemoryCollection().Build();
        using (ChangeToken.OnChange(reloadable.GetReloadToken, () => output.WriteLine("reloaded")))
        {
            reloadable.Reload();
        }
    }
}

internal sealed class Settings
{
    public int KeyOne { get; set; }

    public bool KeyTwo { get; set; }

    public Nested? KeyThree { get; set; }

    public string[] Addresses { get; set; } = [];

    public TimeSpan Limit { get; set; }

    internal sealed class Nested
    {
        public string Message { get; set; } = "";
    }
}
