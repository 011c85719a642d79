// Spectre.Console: markup, a table, a tree, a bar chart, a panel and the status of its README, on a
// terminal whose size and abilities are given.

using Spectre.Console;

namespace Packages.Text;

internal static class SpectreExample
{
    public static async Task RunAsync(TextWriter output)
    {
        foreach (AnsiSupport support in (AnsiSupport[])[AnsiSupport.No, AnsiSupport.Yes])
        {
            var text = new StringWriter();
            IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
            {
                Ansi = support,
                ColorSystem = support == AnsiSupport.Yes ? ColorSystemSupport.TrueColor : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(text),
            });
            console.Profile.Width = 60;
            await ShowAsync(console);
            output.WriteLine(text.ToString().Replace("\u001b", "ESC", StringComparison.Ordinal));
        }
    }

    private static async Task ShowAsync(IAnsiConsole console)
    {
        console.MarkupLine("[bold green]Hello[/] [underline #ff8800]World[/] [[escaped]] :globe_showing_europe_africa:");
        var table = new Table().Border(TableBorder.Rounded).Title("[yellow]Table[/]");
        table.AddColumn("Foo");
        table.AddColumn(new TableColumn("Bar").RightAligned());
        table.AddRow("Baz", "[green]Qux[/]");
        table.AddRow(new Markup("[blue]Corgi[/]"), new Panel("Waldo"));
        console.Write(table);
        var tree = new Tree("Root");
        tree.AddNode("[yellow]Foo[/]").AddNode("leaf");
        tree.AddNode("Bar");
        console.Write(tree);
        console.Write(new BarChart().Width(50).Label("Fruits").AddItem("Apple", 12, Color.Yellow).AddItem("Orange", 54, Color.Green));
        console.Write(new Rule("[red]Rule[/]").LeftJustified());
        console.Write(new FigletText("C#").Color(Color.Red));
        console.Write(new Columns(new Markup("one"), new Markup("two"), new Markup("three")));
        await console.Status().StartAsync("Thinking...", _ => Task.CompletedTask);
    }
}
