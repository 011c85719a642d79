// What only a terminal has, asked of a console that is none.

namespace Conformance.Consoles;

/// <summary>Cursor, window, colours, keys, title.</summary>
internal static class TerminalChecks
{
    public static void Run(Area area)
    {
        // The size follows from TERM, which this machine may have.
        area.Check("terminal.window", () => (Console.WindowLeft, Console.WindowTop));
        area.Check("terminal.buffer", () => (Console.BufferWidth == Console.WindowWidth, Console.BufferHeight == Console.WindowHeight));
        area.Check("terminal.largest", () => (Console.LargestWindowWidth == Console.WindowWidth, Console.LargestWindowHeight == Console.WindowHeight));
        area.Check("terminal.window-set", () => { Console.SetWindowSize(80, 24); return null; });
        area.Check("terminal.buffer-set", () => { Console.SetBufferSize(80, 24); return null; });
        area.Check("terminal.cursor", () => (Console.CursorLeft, Console.CursorTop));
        area.Check("terminal.cursor-set", () => { Console.SetCursorPosition(0, 0); return "went on"; });
        area.Check("terminal.cursor-set-wrong", () => { Console.SetCursorPosition(-1, 0); return null; });
        area.Check("terminal.cursor-size", () => Console.CursorSize);
        area.Check("terminal.cursor-visible", () => Console.CursorVisible);
        area.Check("terminal.cursor-hide", () => { Console.CursorVisible = false; Console.CursorVisible = true; return "went on"; });
        area.Check("terminal.colours", () => (Console.ForegroundColor, Console.BackgroundColor));
        area.Check("terminal.colours-set", () => { Console.ForegroundColor = ConsoleColor.Red; Console.BackgroundColor = ConsoleColor.Blue; ConsoleColor seen = Console.ForegroundColor; Console.ResetColor(); return (seen, Console.ForegroundColor); });
        area.Check("terminal.colour-wrong", () => Console.ForegroundColor = (ConsoleColor)99);
        area.Check("terminal.clear", () => { Console.Clear(); return "went on"; });
        area.Check("terminal.title", () => Console.Title);
        area.Check("terminal.title-set", () => { Console.Title = "a title"; return "went on"; });
        area.Check("terminal.caps-lock", () => Console.CapsLock);
        area.Check("terminal.move", () => { Console.MoveBufferArea(0, 0, 1, 1, 0, 0); return null; });
        area.Check("terminal.control-c", () => { bool before = Console.TreatControlCAsInput; return before; });
        area.Check("terminal.cancel-handler", () => { static void Ignore(object? sender, ConsoleCancelEventArgs e) => e.Cancel = true; Console.CancelKeyPress += Ignore; Console.CancelKeyPress -= Ignore; return "taken back"; });
        area.Check("terminal.key", () => Console.ReadKey());
        area.Check("terminal.key-available", () => Console.KeyAvailable);
    }
}
