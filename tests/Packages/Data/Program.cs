// The examples of this program.

using Packages;
using Packages.Data;

return await Example.RunAllAsync(
    args,
    new Example("MemoryPack", MemoryPackExample.Run),
    new Example("MessagePack", MessagePackExample.Run),
    new Example("Google.Protobuf", ProtobufExample.Run),
    new Example("NodaTime", NodaTimeExample.Run),
    new Example("OneOf", OneOfExample.Run),
    new Example("LanguageExt.Core", LanguageExtExample.RunAsync),
    new Example("MathNet.Numerics", MathNetExample.Run),
    new Example("K4os.Compression.LZ4", Lz4Example.Run),
    new Example("Microsoft.IO.RecyclableMemoryStream", RecyclableExample.Run),
    new Example("Riok.Mapperly", MapperlyExample.Run),
    new Example("Ulid", UlidExample.Run),
    new Example("CommunityToolkit.HighPerformance", HighPerformanceExample.Run),
    new Example("System.Collections.Immutable", ImmutableExample.Run),
    new Example("System.IO.Pipelines", PipelinesExample.RunAsync),
    new Example("ZoneTree", ZoneTreeExample.Run));
