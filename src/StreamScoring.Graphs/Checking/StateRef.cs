using StreamScoring.State;

namespace StreamScoring.Graphs.Checking;

/// <summary>State that a node declared while it was bound. Its definition is known once the node's bind is over.</summary>
internal sealed class StateRef(string kind)
{
    /// <summary>The operation that owns the state.</summary>
    public string Kind { get; } = kind;

    /// <summary>The definition, whose hash is of the kind, the node's parameters and the provenance of its input columns.</summary>
    public StateDefinition Definition { get; internal set; } = null!;
}
