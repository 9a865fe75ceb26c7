using StreamScoring.Cli.Commands;
using StreamScoring.Inference.Trial;

// The child of a model trial: never parsed as a verb of ours, so that nothing but the trial runs in it.
if (args is ["trial", ..])
    return ModelTrial.RunChild(args[1..]);
return CommandLine.Run(args);
