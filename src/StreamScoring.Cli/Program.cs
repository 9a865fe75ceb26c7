using StreamScoring.Inference.Trial;

// The hidden verb: this executable is also the child in which models are tried.
if (args is ["trial", ..])
    return ModelTrial.RunChild(args[1..]);
return 0;
