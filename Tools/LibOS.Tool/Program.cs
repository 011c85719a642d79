// The libos command's entry point; what it does is in LibosCommand.cs.

using LibOS.Tool;

return await LibosCommand.InvokeAsync(args);
