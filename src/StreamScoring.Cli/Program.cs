<<<<<<< HEAD
using StreamScoring.Cli.Commands;
using StreamScoring.Inference.Trial;

// The child of a model trial: never parsed as a verb of ours, so that nothing but the trial runs in it.
if (args is ["trial", ..])
    return ModelTrial.RunChild(args[1..]);
return CommandLine.Run(args);
=======
using StreamScoring.Inference.Trial;

// The hidden verb: this executable is also the child in which models are tried.
if (args is ["trial", ..])
    return ModelTrial.RunChild(args[1..]);
return 0;
>>>>>>> inference
