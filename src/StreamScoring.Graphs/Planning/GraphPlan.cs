using StreamScoring.Documents;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;
using StreamScoring.Graphs.Checking;
using StreamScoring.State;

namespace StreamScoring.Graphs.Planning;

/// <summary>One value that a planned graph publishes.</summary>
/// <param name="Name">Its name in the score record.</param>
/// <param name="Shape">What a row holds: a scalar or a vector.</param>
/// <param name="IsDefault">Whether it is meant when a service's score is named without an output.</param>
public sealed record PlannedOutput(string Name, ColumnShape Shape, bool IsDefault);

/// <summary>One planned node.</summary>
/// <param name="Id">The node's id.</param>
/// <param name="Provenance">What it computes, by content.</param>
/// <param name="Outputs">The columns it defines.</param>
/// <param name="States">The state it keeps.</param>
/// <param name="Uses">The model it runs, or null.</param>
/// <param name="Open">Makes its stage for one lane.</param>
internal sealed record PlannedNode(
    string Id,
    string Provenance,
    IReadOnlyList<ColumnRef> Outputs,
    IReadOnlyList<StateRef> States,
    ModelUse? Uses,
    Func<StageOpening, Stage> Open
);

/// <summary>A checked graph: every name is a slot, every type is known. Immutable and shared by all lanes.</summary>
public sealed class GraphPlan
{
    internal GraphPlan(string name, string pinned)
    {
        Name = name;
        Pinned = pinned;
        Hash = CanonicalForm.ContentHash(pinned);
    }

    /// <summary>The graph's name.</summary>
    public string Name { get; }

    /// <summary>
    /// <c>sha256:</c> and the hash of what the graph computes: its document without descriptions and simulator, with models by the hash of their content.
    /// </summary>
    public string Hash { get; }

    /// <summary>
    /// What <see cref="Hash"/> is the hash of: the document in canonical form, without descriptions and simulator, with models by hash. Compiling it gives this plan again.
    /// </summary>
    public string Pinned { get; }

    /// <summary>The fields that decoding must deliver.</summary>
    public required IReadOnlyList<ProjectedField> Fields { get; init; }

    /// <summary>The state that it keeps per key; empty for a stateless graph.</summary>
    public required IReadOnlyList<StateDefinition> State { get; init; }

    /// <summary>What it publishes; exactly one is the default.</summary>
    public required IReadOnlyList<PlannedOutput> Outputs { get; init; }

    /// <summary>Its models, in the order of their first use.</summary>
    public required IReadOnlyList<IModel> Models { get; init; }

    /// <summary>The nodes that run a model, with its hash, in order.</summary>
    public IReadOnlyList<(string Node, string Hash)> ModelNodes =>
        [.. Nodes.Where(n => n.Uses is not null).Select(n => (n.Uses!.Node, n.Uses.Hash))];

    /// <summary>The node whose model computes an output, or null where none does.</summary>
    public string? ModelNodeOf(int output) =>
        Nodes.FirstOrDefault(n => n.Uses is not null && n.Outputs.Any(o => o.Slot == OutputSources[output].Column.Slot))?.Uses!.Node;

    /// <summary>The names of all columns with their shapes, in order of first definition.</summary>
    public IReadOnlyList<(string Name, ColumnShape Shape)> Columns => [.. Names.Select(n => (n.Name, n.Shape))];

    internal IReadOnlyList<Func<Projection, Func<EventBatch, Column>>> Received { get; init; } = [];

    internal IReadOnlyList<ColumnShape> Slots { get; init; } = [];

    internal IReadOnlyList<PlannedNode> Nodes { get; init; } = [];

    internal IReadOnlyList<ColumnRef> Names { get; init; } = [];

    internal IReadOnlyList<(ColumnRef Column, int? At)> OutputSources { get; init; } = [];

    /// <summary>
    /// Makes the buffers of one lane. <paramref name="projection"/> must have all <see cref="Fields"/>, <paramref name="layout"/> all <see cref="State"/>.
    /// Several graphs may run on one partition's state: what two of them define alike is computed by the first that runs on a batch and taken over by the other.
    /// </summary>
    public GraphRunner Open(Projection projection, StateLayout layout, int capacity) => new(this, projection, layout, capacity);
}
