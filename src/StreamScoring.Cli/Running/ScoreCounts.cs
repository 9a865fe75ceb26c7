using System.Globalization;
using StreamScoring.Cli.Commands;
using StreamScoring.Cli.Showing;
using StreamScoring.Pipeline.Jsonl;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Cli.Running;

/// <summary>Counts a scoring job, shows how far it is on standard error, and sums it up.</summary>
internal sealed class ScoreCounts(TimeProvider timer) : IPipelineObserver
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    private readonly long _started = timer.GetTimestamp();
    private long _events;

    /// <summary>Events, those of the history among them.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>Events that no service could score.</summary>
    public long DeadLetters { get; private set; }

    /// <summary>Dead letters and single services' faults.</summary>
    public long Faults { get; private set; }

    public long Duplicates { get; private set; }

    public long WithoutIdentity { get; private set; }

    public void Scored(ScoredBatch batch)
    {
        Interlocked.Add(ref _events, batch.Events.Count);
        for (var row = 0; row < batch.Events.Count; row++)
        {
            if (batch.Events.Faults[row] is not null)
                (DeadLetters, Faults) = (DeadLetters + 1, Faults + 1);
            else if (batch.Events.Duplicates[row])
                Duplicates++;
            else if (batch.Events.Identities.IsNull(row))
                WithoutIdentity++;
        }

        foreach (var service in batch.Services)
        {
            foreach (var fault in service.Runner.Faults)
                Faults += fault is null ? 0 : 1;
        }
    }

    /// <summary>Says how far it is until the job ends or is stopped.</summary>
    public void ShowProgress(PipelineHost host, CancellationToken stop)
    {
        var said = timer.GetTimestamp();
        while (!host.WaitFor(s_step) && !stop.IsCancellationRequested)
        {
            if (timer.GetElapsedTime(said) < s_interval)
                continue;
            said = timer.GetTimestamp();
            var seconds = timer.GetElapsedTime(_started).TotalSeconds;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Events} events, {Events / seconds:0}/s"));
        }
    }

    public void Summarize(JsonlFiles files, OutputKind kind)
    {
        var seconds = timer.GetElapsedTime(_started).TotalSeconds;
        if (kind == OutputKind.Json)
        {
            Answer.Write(
                new
                {
                    events = Events,
                    faults = Faults,
                    deadLetters = DeadLetters,
                    duplicates = Duplicates,
                    withoutIdentity = WithoutIdentity,
                    seconds = Math.Round(seconds, 3),
                    @out = files.Out,
                    features = files.Features,
                    deadLetterFile = DeadLetters > 0 ? files.DeadLetters : null,
                }
            );
            return;
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Format.Count(Events, "event")} in {seconds:0.0} s: {Format.Count(Faults, "fault")}, {Format.Count(Duplicates, "duplicate")}, {WithoutIdentity} without identity"
            )
        );
        Console.WriteLine($"scores: {files.Out}");
        if (files.Features is not null)
            Console.WriteLine($"features: {files.Features}");
        if (DeadLetters > 0)
            Console.WriteLine($"dead letters: {files.DeadLetters}");
    }
}
