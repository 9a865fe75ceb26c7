using StreamScoring.Inference;
using StreamScoring.Inference.Trial;

namespace StreamScoring.Tests.Inference.Trial;

/// <summary>The executable beside the test binaries as the child of trials, and a folder that goes away.</summary>
internal sealed class TrialHost : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("trial-").FullName;

    public static TrialCommand Command { get; } = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "streamscoring.dll"), "trial"]);

    /// <summary>Less than a model may use in production, so that the tests end soon; the deadline stays generous for busy machines.</summary>
    public static TrialLimits Limits { get; } = new(1L << 30, 6, TimeSpan.FromMinutes(3));

    public static ModelTrial Trial { get; } = new(Command, Limits, TimeProvider.System);

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public async Task<TrialRecord> TryAsync(string name, byte[] bytes)
    {
        var path = Write(name, bytes);
        var (record, refusal) = await Trial.RunAsync(path, OnnxModel.HashOf(bytes), CancellationToken.None);
        Xunit.Assert.Null(refusal);
        return record!;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
