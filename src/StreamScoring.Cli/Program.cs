using System.Runtime.InteropServices;
using StreamScoring.Cli.Commands;
using StreamScoring.Inference.Trial;

// The child of a model trial: never parsed as a verb of ours, so that nothing but the trial runs in it.
if (args is ["trial", ..])
{
    // Ctrl-C reaches the whole group of processes. It is meant for the parent, which ends us; dying of it would read as the model's own crash.
    using var deaf = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
    return ModelTrial.RunChild(args[1..]);
}

return CommandLine.Run(args);
