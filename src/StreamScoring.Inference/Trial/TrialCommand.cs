namespace StreamScoring.Inference.Trial;

/// <summary>
/// How to start a process that calls <see cref="ModelTrial.RunChild"/>, given by the host: the executable, and the arguments up to the trial's own.
/// </summary>
/// <param name="FileName">The executable, e.g. <c>dotnet</c> or the product's own.</param>
/// <param name="Arguments">What stands before the trial's arguments, e.g. <c>streamscoring.dll trial</c>.</param>
public sealed record TrialCommand(string FileName, IReadOnlyList<string> Arguments);
