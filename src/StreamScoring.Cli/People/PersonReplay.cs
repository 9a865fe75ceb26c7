using System.Text;
using StreamScoring.Cli.Explaining;
using StreamScoring.Cli.Replaying;
using StreamScoring.Cli.Running;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.State;

namespace StreamScoring.Cli.People;

/// <summary>
/// Brings a person's state back to what it was at a moment, by running the person's own events up to then through the kernel. Some other people of the partition run along,
/// for scores to be compared with.
/// </summary>
internal sealed class PersonReplay : ReplaySink, IPipelineObserver, IDisposable
{
    private const int Others = 24;
    private const int LookedAt = 2_000;
    private readonly string _identity;
    private readonly byte[] _key;
    private readonly SortedDictionary<string, LocalExplanation> _explanations = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, LastScored> _scored = new(StringComparer.Ordinal);
    private byte[] _state = [];

    private PersonReplay(string identity)
    {
        _identity = identity;
        _key = Encoding.UTF8.GetBytes(identity);
    }

    /// <summary>The person's events up to the moment.</summary>
    public int Events { get; private set; }

    /// <summary>The last of them; null without any.</summary>
    public byte[]? Last { get; private set; }

    /// <summary>The last score of each service.</summary>
    public IReadOnlyDictionary<string, LastScored> Scores => _scored;

    /// <summary>Runs it. Throws what a log throws.</summary>
    public static PersonReplay Run(PeopleLog people, string identity, int partition, long atNs)
    {
        var replay = new PersonReplay(identity);
        foreach (var service in people.Set.Services)
        {
            if (LocalExplanation.Of(service.Plan) is { } explanation)
                replay._explanations[service.Name] = explanation;
        }

        var topic = people.Config.Pipeline.Topics.Events;
        var whose = replay.Along(people, topic, partition);
        var events = new List<byte[]>();
        TopicScan.Run(
            people.Log,
            topic,
            partition,
            default,
            (batch, i) =>
            {
                if (!whose.Contains(Encoding.UTF8.GetString(batch.Key(i))) || EventDocument.TimeNs(batch.Value(i)) > atNs)
                    return;
                events.Add(batch.Value(i).ToArray());
                if (batch.Key(i).SequenceEqual(replay._key))
                    (replay.Events, replay.Last) = (replay.Events + 1, events[^1]);
            }
        );
        if (replay.Events > 0)
            new Replay(people.Config, people.Set, replay).Run(
                new ReplayInput(events, people.Profiles(partition, whose.Contains)),
                replay,
                atNs
            );
        return replay;
    }

    /// <summary>The state at the moment, with the person's entry.</summary>
    public (KeyedState State, int Entry) State(PeopleLog people)
    {
        var state = new KeyedState(people.Set.Layout, StateLimits.Default);
        if (_state.Length > 0)
            state.Restore(_key, _state);
        return (state, state.Find(_key));
    }

    /// <summary>What moved a score, the strongest first; none where the model cannot be asked or there is too little to compare with.</summary>
    public IReadOnlyList<Effect> Effects(string service) =>
        _scored[service].Inputs is { } inputs ? _explanations[service].Explain(inputs, _scored[service].Score) : [];

    public override void Take(string topic, byte[] key, byte[]? value, byte[] headers) { }

    public override void TakeState(byte[] key, byte[] state)
    {
        if (key.AsSpan().SequenceEqual(_key))
            _state = state;
    }

    public void Scored(ScoredBatch batch)
    {
        foreach (var service in batch.Services)
        {
            var explanation = _explanations.GetValueOrDefault(service.Name);
            for (var row = 0; row < batch.Events.Count; row++)
            {
                if (!batch.Events.IsLive(row) || service.Runner.DefaultScore(row) is not { } score)
                    continue;
                if (!batch.Events.Identities.IsNull(row) && batch.Events.Identities[row].SequenceEqual(_key))
                    _scored[service.Name] = new(batch.Events.EventTimesNs[row], score, explanation?.Take(service.Runner, row));
                else
                    explanation?.Learn(service.Runner, row);
            }
        }
    }

    public void Dispose()
    {
        foreach (var explanation in _explanations.Values)
            explanation.Dispose();
    }

    private HashSet<string> Along(PeopleLog people, string topic, int partition)
    {
        var seen = new List<string>();
        TopicScan.Run(
            people.Log,
            topic,
            partition,
            new ScanRange(Last: LookedAt),
            (batch, i) => seen.Add(Encoding.UTF8.GetString(batch.Key(i)))
        );
        seen.Reverse();
        return [_identity, .. seen.Where(s => s.Length > 0 && s != _identity).Distinct(StringComparer.Ordinal).Take(Others)];
    }
}

/// <summary>A person's last score.</summary>
/// <param name="TimeNs">The event's time, ns.</param>
/// <param name="Score">The score.</param>
/// <param name="Inputs">What the model read; null where that is not kept.</param>
internal sealed record LastScored(long TimeNs, double Score, double[]? Inputs);
