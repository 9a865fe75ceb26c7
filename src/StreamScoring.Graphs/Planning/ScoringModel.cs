using StreamScoring.Events.Columns;

namespace StreamScoring.Graphs.Planning;

/// <summary>The model behind a graph's default output.</summary>
/// <param name="Model">The model.</param>
/// <param name="Inputs">For each of its inputs, the columns laid side by side to make a row.</param>
/// <param name="Output">Its output that holds the score.</param>
/// <param name="OutputShape">What a row of that output is.</param>
/// <param name="At">The element of that row which is the score; 0 for a scalar.</param>
public sealed record ScoringModel(
    IModel Model,
    IReadOnlyList<IReadOnlyList<ScoringInput>> Inputs,
    string Output,
    ColumnShape OutputShape,
    int At
);

/// <summary>A column that a model reads.</summary>
/// <param name="Name">Its name in the document.</param>
/// <param name="Slot">Its place for <see cref="GraphRunner.At"/>.</param>
/// <param name="Shape">What a row of it holds.</param>
public sealed record ScoringInput(string Name, int Slot, ColumnShape Shape);
