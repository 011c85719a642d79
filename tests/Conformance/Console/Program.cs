// The console of a program that nobody sits before: output and error are streams of bytes, the input has ended or is what the
// runner gives. (With a person before it: Guest.Tests, ConsoleKeyTests.) Arguments: none, or "input" to read what comes.

using Conformance;
using Conformance.Consoles;

var area = new Area();
if (args.Contains("input"))
{
    InputChecks.Run(area);
    return area.Finish();
}

OutputChecks.Run(area);
EncodingChecks.Run(area);
TerminalChecks.Run(area);
EndOfInputChecks.Run(area);
return area.Finish();
