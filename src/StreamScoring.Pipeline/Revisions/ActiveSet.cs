using StreamScoring.Decisioning.Deciding;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Scores;
using StreamScoring.Events.Xdm;
using StreamScoring.Graphs.Planning;
using StreamScoring.Pipeline.Settings;
using StreamScoring.State;
using StreamScoring.State.Keys;

namespace StreamScoring.Pipeline.Revisions;

/// <summary>A service of an active set: a name and the graph that serves it.</summary>
/// <param name="Name">The service's name.</param>
/// <param name="Plan">Its graph, compiled, with its models loaded.</param>
public sealed record DeployedService(string Name, GraphPlan Plan)
{
    /// <summary>The outputs whose scores rules may read: numbers, the default one first.</summary>
    public IReadOnlyList<string> RuleOutputs =>
        [
            .. Plan
                .Outputs.Where(o =>
                    o.Shape.Layout == ColumnLayout.Scalar && o.Shape.Type is ColumnType.Float32 or ColumnType.Float64 or ColumnType.Int64
                )
                .OrderByDescending(o => o.IsDefault)
                .Select(o => o.Name),
        ];

    /// <summary>The service as score records name it.</summary>
    public ScoreService Describe() =>
        new(
            Name,
            Plan.Hash,
            Plan.ModelNodes,
            [.. Plan.Outputs.Select((o, i) => new ScoreOutput(o.Name, o.Shape, Plan.ModelNodeOf(i)))],
            Plan.Outputs.First(o => o.IsDefault).Name
        );
}

/// <summary>
/// The revisions that score together: an immutable, content-hashed snapshot. A lane swaps one whole set for another at a commit, never a part of one.
/// </summary>
public sealed class ActiveSet
{
    /// <summary>
    /// A set of services, ordered by name, and the rule set that reads their scores, if any. Throws <see cref="ArgumentException"/> when two services have one name, when
    /// at-least-once delivery meets state, or when the rules read a score that no service gives.
    /// </summary>
    public ActiveSet(IEnumerable<DeployedService> services, PipelineSettings settings, RuleSetPlan? rules = null)
    {
        Services = [.. services.OrderBy(s => s.Name, StringComparer.Ordinal)];
        var twice = Services.GroupBy(s => s.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"two services are named '{twice.Key}'; give each graph a name of its own", nameof(services));
        KeepsState = settings.Delivery == Delivery.ExactlyOnce;
        if (!KeepsState && Services.FirstOrDefault(s => s.Plan.State.Count > 0) is { } stateful)
            throw new ArgumentException(
                $"service '{stateful.Name}' keeps state, which needs exactly-once delivery; set delivery to exactly-once",
                nameof(services)
            );
        Rules = rules is null ? null : Plan(rules);
        Projection = new Projection(Services.SelectMany(s => s.Plan.Fields).Concat(Rules?.Fields ?? []));
        Layout = new StateLayout(
            KeepsState
                ? [KeyClock.Definition, Dedupe.Definition, .. Services.SelectMany(s => s.Plan.State), .. Rules?.Definitions ?? []]
                : []
        );
        Document = new ActiveSetDocument(Services.Select(s => (s.Name, s.Plan.Hash)), rules?.Hash);
    }

    /// <summary>The services, by name.</summary>
    public IReadOnlyList<DeployedService> Services { get; }

    /// <summary>The rule set, or null.</summary>
    public DecisionPlan? Rules { get; }

    /// <summary>The set by names and hashes.</summary>
    public ActiveSetDocument Document { get; }

    /// <summary>The hash of <see cref="Document"/>.</summary>
    public string Hash => Document.Hash;

    /// <summary>The fields that any of the services reads.</summary>
    public Projection Projection { get; }

    /// <summary>The state that any of the services, and the kernel itself, keeps.</summary>
    public StateLayout Layout { get; }

    /// <summary>Whether keys have state at all.</summary>
    public bool KeepsState { get; }

    private DecisionPlan Plan(RuleSetPlan rules)
    {
        if (!KeepsState)
            throw new ArgumentException(
                $"rule set '{rules.Name}' keeps state, which needs exactly-once delivery; set delivery to exactly-once",
                nameof(rules)
            );
        var plan = new DecisionPlan(rules);
        foreach (var source in plan.Sources)
        {
            var service = Services.FirstOrDefault(s => string.Equals(s.Name, source.Service, StringComparison.Ordinal));
            if (service?.RuleOutputs.Contains(source.Output, StringComparer.Ordinal) != true)
                throw new ArgumentException(
                    $"rule set '{rules.Name}' reads the score '{source.Output}' of service '{source.Service}', which no graph of the set gives; deploy them together",
                    nameof(rules)
                );
        }

        return plan;
    }
}
