using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;

namespace StreamScoring.Events.Scores;

/// <summary>One service of an active set, as score records name it.</summary>
/// <param name="Name">The service.</param>
/// <param name="Graph">Hash of its graph, <c>sha256:…</c>.</param>
/// <param name="Models">Its models by node id, in the graph's order; empty for a graph without models.</param>
/// <param name="Outputs">Its outputs, in the graph's order.</param>
/// <param name="DefaultOutput">The output that stands for the service; its model is the record's <c>model</c>.</param>
public sealed record ScoreService(
    string Name,
    string Graph,
    IReadOnlyList<(string Node, string Hash)> Models,
    IReadOnlyList<ScoreOutput> Outputs,
    string DefaultOutput
);

/// <summary>One named output of a service.</summary>
/// <param name="Name">The output.</param>
/// <param name="Shape">What it holds.</param>
/// <param name="Node">The node whose model it comes from; null when it comes from none.</param>
public sealed record ScoreOutput(string Name, ColumnShape Shape, string? Node);

/// <summary>What a service computed for one event. Made on the stack for each row; the columns are those of the lane.</summary>
/// <param name="Outputs">The output columns, in the order of <see cref="ScoreService.Outputs"/>.</param>
/// <param name="Fault">What went wrong in the service, or null.</param>
/// <param name="IsIncomplete">Whether a value would have needed older history than is kept.</param>
public readonly record struct ServiceScore(Column[] Outputs, Fault? Fault, bool IsIncomplete);

/// <summary>Where the event stands in the contract topic.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
public readonly record struct ScorePosition(int Partition, long Offset);
