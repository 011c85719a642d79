// The examples of this program.

using Packages;
using Packages.Text;

return await Example.RunAllAsync(
    args,
    new Example("Markdig", MarkdigExample.Run),
    new Example("Humanizer.Core", HumanizerExample.Run),
    new Example("YamlDotNet", YamlDotNetExample.Run),
    new Example("CsvHelper", CsvHelperExample.Run),
    new Example("Sylvan.Data.Csv", SylvanExample.RunAsync),
    new Example("Superpower", SuperpowerExample.Run),
    new Example("Parlot", ParlotExample.Run),
    new Example("Newtonsoft.Json", NewtonsoftExample.Run),
    new Example("System.Text.Json", TextJsonExample.RunAsync),
    new Example("System.CommandLine", CommandLineExample.RunAsync),
    new Example("Spectre.Console", SpectreExample.RunAsync));
