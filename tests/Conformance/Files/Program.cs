// Files, directories, streams, links, watchers, mappings, devices and what /proc tells. Run as root, as a guest's program is.

using Conformance;
using Conformance.Files;

var area = new Area();
using (var scratch = new Scratch(area))
{
    ContentChecks.Run(scratch);
    FileChecks.Run(scratch);
    OpenChecks.Run(scratch);
    StreamChecks.Run(scratch);
    DirectoryChecks.Run(scratch);
    NameChecks.Run(scratch);
    LinkChecks.Run(scratch);
    AttributeChecks.Run(scratch);
    MappingChecks.Run(scratch);
    WatcherChecks.Run(scratch);
    DeviceChecks.Run(scratch);
    ProcessChecks.Run(scratch);
    LimitChecks.Run(scratch);
}

return area.Finish();
