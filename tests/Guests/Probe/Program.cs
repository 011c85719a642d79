// One property of the platform, chosen by the first argument.

using Probe;

if (args.Length == 0)
{
    Console.Error.WriteLine("usage: Probe NAME [argument...]");
    return 2;
}

var checks = new Checks(args[0]);
switch (args[0])
{
    case "boot":
        Boot.Run(checks, args);
        break;
    case "memory-map":
        MemoryMap.Run(checks);
        break;
    case "mapped-memory":
        MappedMemory.Run(checks);
        break;
    case "archive":
        Archive.Run(checks, args);
        break;
    case "archive-absent":
        Archive.IsAbsent(checks);
        break;
    case "archive-write":
        Archive.Write();
        break;
    case "page-zero":
        PageZero.Run(checks);
        break;
    case "seal":
        Seal.RefusesToBecomeExecutable(checks);
        break;
    case "seal-write-text":
        Seal.WriteToText();
        break;
    case "seal-run-data":
        Seal.RunData();
        break;
    case "seal-tables":
        Protections.PageTables(checks);
        break;
    case "control-registers":
        Protections.ControlRegisters(checks);
        break;
    case "guard-pages":
        Protections.Guards(checks);
        break;
    case "secrets":
        Secrets.Print();
        return 0;
    case "entropy":
        Secrets.HaveASource(checks);
        break;
    case "entropy-absent":
        Secrets.LackASource(checks);
        break;
    case "streams":
        Streams.Run(checks);
        break;
    case "c-library":
        CLibrary.Run(checks);
        break;
    case "memory-blocks":
        MemoryBlocks.Run(checks);
        break;
    case "c-overflow":
        CLibrary.Overflow();
        break;
    case "red-zone":
        RedZone.Run(checks);
        break;
    case "vector-state":
        VectorState.Run(checks);
        break;
    case "thread-local":
        ThreadLocalData.Run(checks);
        break;
    case "timer":
        Timers.Run(checks);
        break;
    case "console-out":
        ConsoleStreams.WriteMuch(checks);
        break;
    case "console-in":
        ConsoleStreams.ReadLines(checks);
        break;
    case "exit":
        return int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
    case "exit-from-thread":
        Endings.ExitFromThread();
        break;
    case "hang":
        Endings.Hang();
        break;
    case "abort":
        Endings.Abort();
        break;
    case "unhandled":
        Endings.ThrowUnhandled(3);
        break;
    case "stack-overflow":
        Endings.OverflowStack(0);
        break;
    case "missing-export":
        MissingExport.Run(checks);
        break;
    case "exceptions":
        Faults.Run(checks);
        break;
    case "out-of-memory":
        OutOfMemory.Run(checks);
        break;
    case "suspension":
        Suspension.Run(checks);
        break;
    case "gc-stress":
        GcStress.Run(checks);
        break;
    default:
        Console.Error.WriteLine("no such probe: " + args[0]);
        return 2;
}

return checks.Finish();
