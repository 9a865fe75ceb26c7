using StreamScoring.Events.Columns;

namespace StreamScoring.Graphs.Checking;

/// <summary>A column of a graph as known at check time: its shape and the slot of the frame that will hold it.</summary>
/// <param name="Name">The name it was defined under.</param>
/// <param name="Slot">Its place in <see cref="Planning.Frame"/>.</param>
/// <param name="Shape">What a row holds.</param>
internal sealed record ColumnRef(string Name, int Slot, ColumnShape Shape)
{
    /// <summary>Names of a vector's elements, for checking against a model's list of features; empty when there are none.</summary>
    public IReadOnlyList<string> Elements { get; init; } = [];

    /// <summary>The column this one is a mended form of (filled, clipped, converted), or null: a model that names it may be fed this one.</summary>
    public ColumnRef? Base { get; init; }

    /// <summary>What determines its values: XDM path and chain of operations, without local names. Equal provenance means equal values.</summary>
    public string Provenance { get; internal set; } = "";
}
