using System.Text;
using System.Text.Json;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.People;
using StreamScoring.Cli.Replaying;
using StreamScoring.Cli.Running;
using StreamScoring.Decisioning.Explaining;
using StreamScoring.Documents;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.State;

namespace StreamScoring.Cli.Testing;

/// <summary>What a test came to.</summary>
/// <param name="Test">The test.</param>
/// <param name="Differences">Where it went otherwise than expected, each with its position; empty when it passed.</param>
internal sealed record RuleTestResult(RuleTest Test, IReadOnlyList<string> Differences);

/// <summary>Runs tests through the kernel, each on its own.</summary>
internal sealed class RuleTestRun(AppConfiguration config, ActiveSet set, string file) : ReplaySink, IPipelineObserver
{
    private readonly SortedDictionary<string, byte[]> _states = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Placement, string Identity), DecisionRecord> _decisions = [];
    private readonly List<string> _letters = [];
    private readonly List<string> _differences = [];

    /// <summary>Runs one. Throws what a replay throws.</summary>
    public RuleTestResult Run(RuleTest test)
    {
        _states.Clear();
        _decisions.Clear();
        _letters.Clear();
        _differences.Clear();
        var profiles = test
            .Profiles.Select(p => (Key: SampleProfiles.Identity(p, file), Json: p))
            .Where(p => p.Key is not null)
            .Select(p => new ProfileVersion(p.Key!, p.Json, 1));
        new Replay(config, set, this).Run(new ReplayInput(test.Events, [.. profiles]), this, test.ClockNs);
        foreach (var letter in _letters)
            Differ(test.At, $"an event could not be scored: {letter}");
        foreach (var expected in test.Memberships ?? [])
            Compare(expected);
        foreach (var expected in test.Decisions ?? [])
            Compare(expected);
        return new(test, [.. _differences]);
    }

    public override void Take(string topic, byte[] key, byte[]? value, byte[] headers)
    {
        if (topic == config.Pipeline.Topics.Decisions && value is not null)
        {
            var record = DecisionRecord.Parse(value);
            _decisions[(record.Placement, Encoding.UTF8.GetString(key))] = record;
        }
    }

    public override void TakeState(byte[] key, byte[] state) => _states[Encoding.UTF8.GetString(key)] = state;

    public void Scored(Pipeline.Lanes.ScoredBatch batch)
    {
        foreach (var fault in batch.Events.Faults[..batch.Events.Count])
        {
            if (fault is not null)
                _letters.Add(fault.Message);
        }
    }

    private void Compare(ExpectedMemberships expected)
    {
        var known = set.Rules!.Rules.Segments.Select(s => s.Rule.Id).ToList();
        foreach (var wrong in expected.Segments.Where(s => !known.Contains(s, StringComparer.Ordinal)))
            Differ(expected.At, $"the rule set has no segment '{wrong}'{Suggestion.Hint(wrong, known)}");
        var people = _states.Keys.Where(k => k[0] != '\0').ToList();
        if (people.Find(p => Is(p, expected.Identity)) is not { } person)
        {
            if (expected.Segments.Count > 0)
                Differ(expected.At, $"no event is of '{expected.Identity}'{Suggestion.Hint(expected.Identity, people)}");
            return;
        }

        var found = Members(person);
        var (missing, more) = (
            expected.Segments.Except(found, StringComparer.Ordinal).ToList(),
            found.Except(expected.Segments, StringComparer.Ordinal).ToList()
        );
        if (missing.Count + more.Count == 0)
            return;
        var what = string.Join(", ", missing.Select(m => "- " + m).Concat(more.Select(m => "+ " + m)));
        Differ(
            expected.At,
            $"{person}: expected in [{string.Join(", ", expected.Segments)}], is in [{string.Join(", ", found)}]  ({what})"
        );
    }

    private void Compare(ExpectedDecision expected)
    {
        var known = set.Rules!.Rules.Placements.Select(p => p.Placement.Id).ToList();
        if (!known.Contains(expected.Placement, StringComparer.Ordinal))
        {
            Differ(expected.At, $"the rule set has no placement '{expected.Placement}'{Suggestion.Hint(expected.Placement, known)}");
            return;
        }

        var made = _decisions
            .Where(d => d.Key.Placement == expected.Placement && (expected.Identity is null || Is(d.Key.Identity, expected.Identity)))
            .Select(d => d.Value)
            .ToList();
        if (made.Count != 1)
        {
            var others = _decisions.Keys.Select(k => k.Placement).Distinct(StringComparer.Ordinal).ToList();
            Differ(
                expected.At,
                made.Count > 1
                    ? $"{expected.Placement} was decided for several people; name one with identity"
                    : $"{expected.Placement} was not decided{(others.Count > 0 ? $"; decided were {string.Join(", ", others)}" : "; nothing was")}"
            );
            return;
        }

        Compare(expected, made[0]);
    }

    private void Compare(ExpectedDecision expected, DecisionRecord found)
    {
        var why = string.Concat(found.Losers.Select(l => $"\n      not {l.Offer}: {l}"));
        if (expected.Offers is { } offers && !offers.SequenceEqual(found.Offers, StringComparer.Ordinal))
            Differ(
                expected.At,
                $"{expected.Placement}: expected [{string.Join(", ", offers)}], shows [{string.Join(", ", found.Offers)}] ({found.Reason}){why}"
            );
        if (expected.Reason is { } reason && reason != found.Reason)
            Differ(expected.At, $"{expected.Placement}: expected reason '{reason}', is '{found.Reason}'");
        foreach (var (offer, code) in expected.Losers)
        {
            if (found.Losers.FirstOrDefault(l => l.Offer == offer) is not { } loser)
                Differ(
                    expected.At,
                    $"{expected.Placement}: expected {offer} to lose ({code}), {(found.Offers.Contains(offer, StringComparer.Ordinal) ? "it is shown" : "it was no candidate")}"
                );
            else if (loser.Reason != code)
                Differ(expected.At, $"{expected.Placement}: expected {offer} to lose by '{code}', is '{loser.Reason}': {loser}");
        }
    }

    private List<string> Members(string person)
    {
        var key = Encoding.UTF8.GetBytes(person);
        if (_states[person].Length == 0)
            return [];
        var state = new KeyedState(set.Layout, StateLimits.Default);
        state.Restore(key, _states[person]);
        return
        [
            .. new SegmentMembers(set.Rules!, set.Layout).Of(state, state.Find(key)).Select(s => s.Segment).Order(StringComparer.Ordinal),
        ];
    }

    private static bool Is(string identity, string wanted) =>
        identity == wanted || identity[(identity.IndexOf(':', StringComparison.Ordinal) + 1)..] == wanted;

    private void Differ(DocumentNode at, string what) =>
        _differences.Add(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}:{at.Position.Line}:{at.Position.Column}: {what}")
        );
}
