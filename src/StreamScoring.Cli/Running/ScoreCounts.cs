using System.Globalization;
using System.Text.Json;
using StreamScoring.Cli.Commands;
using StreamScoring.Pipeline.Jsonl;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Cli.Running;

/// <summary>Counts a scoring job, shows how far it is on standard error, and sums it up.</summary>
internal sealed class ScoreCounts(TimeProvider timer) : IPipelineObserver
{
    private readonly long _started = timer.GetTimestamp();
    private long _events;

    public long Events => Interlocked.Read(ref _events);

    public long Faults { get; private set; }

    public long Duplicates { get; private set; }

    public long WithoutIdentity { get; private set; }

    public void Scored(ScoredBatch batch)
    {
        Interlocked.Add(ref _events, batch.Events.Count);
        for (var row = 0; row < batch.Events.Count; row++)
        {
            if (batch.Events.Faults[row] is not null)
                Faults++;
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

    public void ShowProgress(PipelineHost host)
    {
        while (!host.WaitFor(TimeSpan.FromSeconds(1)))
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Events} events"));
    }

    public void Summarize(JsonlFiles files, OutputKind kind)
    {
        var seconds = timer.GetElapsedTime(_started).TotalSeconds;
        if (kind == OutputKind.Json)
        {
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        events = Events,
                        faults = Faults,
                        duplicates = Duplicates,
                        withoutIdentity = WithoutIdentity,
                        seconds = Math.Round(seconds, 3),
                        @out = files.Out,
                        deadLetters = File.Exists(files.DeadLetters) ? files.DeadLetters : null,
                    }
                )
            );
            return;
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Events} events in {seconds:0.0} s: {Faults} faults, {Duplicates} duplicates, {WithoutIdentity} without identity"
            )
        );
        Console.WriteLine($"scores: {files.Out}");
        if (files.Features is not null)
            Console.WriteLine($"features: {files.Features}");
        if (Faults > 0)
            Console.WriteLine($"dead letters: {files.DeadLetters}");
    }
}
