// Exceptions and the ends of a program. Without arguments: the checks. "endings": the names of the ways to end, one a line.
// With such a name: the program ends so.

using Conformance;
using Conformance.Faults;

if (args is ["endings"])
{
    foreach (string name in Endings.All.Keys)
    {
        Console.WriteLine(name);
    }

    return 0;
}

if (args is [string ending])
{
    return Endings.All[ending]();
}

var area = new Area();
HardwareChecks.Run(area);
ExceptionChecks.Run(area);
return area.Finish();
