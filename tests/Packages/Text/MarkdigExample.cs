// Markdig: the README's Markdown.ToHtml and a pipeline with the advanced extensions; the document's tree.

using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Packages.Text;

internal static class MarkdigExample
{
    private const string Document = """
        # Title {#top}

        A *first* paragraph with **bold**, `code`, a [link](https://example.org "tip") and a footnote[^1].

        | a | b |
        |---|:-:|
        | 1 | 2 |

        - [x] done
        - [ ] open

        ```csharp
        Console.WriteLine("<&>");
        ```

        [^1]: The note.
        """;

    public static void Run(TextWriter output)
    {
        output.WriteLine(Markdown.ToHtml("This is a text with some *emphasis*"));
        MarkdownPipeline pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();
        output.WriteLine(Markdown.ToHtml(Document, pipeline));
        output.WriteLine(Markdown.ToPlainText(Document, pipeline));
        MarkdownDocument parsed = Markdown.Parse(Document, pipeline);
        foreach (MarkdownObject node in parsed.Descendants())
        {
            output.WriteLine($"{node.GetType().Name} {node.Line}:{node.Column} {node.Span}");
        }

        output.WriteLine(string.Join(", ", parsed.Descendants<LinkInline>().Select(link => link.Url)));
    }
}
