// One behaviour, chosen by the first argument.

using Lifecycle;

switch (args.FirstOrDefault())
{
    case "wait-term":
        return Signals.WaitForTermination();
    case "observe-term":
        Signals.ObserveTermination();
        break;
    case "refuse-term":
        Signals.RefuseTermination();
        break;
    case "wait":
        Signals.WaitForEver();
        break;
    case "spin":
        Signals.SpinForEver();
        break;
    case "cancel-keys":
        Signals.CountCancelKeys();
        break;
    case "read-behind-cancel":
        return Signals.ReadBehindCancelKey();
    case "keys":
        return Keys.ReadUntilQ();
    case "cancel-key-as-input":
        return Keys.ReadCancelKey();
    case "line":
        return Keys.ReadALine();
    case "exit":
        Endings.ExitFromAThread();
        break;
    case "fail-fast":
        Endings.FailFast();
        break;
    case "process":
        return ProcessFacts.Print();
    default:
        Console.Error.WriteLine("usage: Lifecycle NAME (see Program.cs)");
        break;
}

return 2;
