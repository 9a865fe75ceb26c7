using StreamScoring.Documents;
using StreamScoring.Graphs.Building;

namespace StreamScoring.Graphs;

/// <summary>
/// A graph as it is written: which fields it reads, its nodes in order, what it publishes. Immutable. Structure is checked here; columns, types and models are
/// checked by <see cref="Checking.GraphCompiler"/>.
/// </summary>
public sealed class GraphDocument
{
    /// <summary>The version of the format that this code reads and writes.</summary>
    public const int FormatVersion = 1;

    internal GraphDocument(string file, DocumentMap root, string name)
    {
        File = file;
        Root = root;
        Name = name;
    }

    /// <summary>The file it came from, as it was named; model paths are relative to it.</summary>
    public string File { get; }

    /// <summary>The name of the graph, and of the service it is deployed as unless another is given.</summary>
    public string Name { get; }

    /// <summary>The fields it reads.</summary>
    public required IReadOnlyList<ReceiverColumn> Columns { get; init; }

    /// <summary>The nodes in order.</summary>
    public required IReadOnlyList<GraphNode> Nodes { get; init; }

    /// <summary>What it publishes.</summary>
    public required IReadOnlyList<GraphOutput> Outputs { get; init; }

    /// <summary>The whole document.</summary>
    public DocumentMap Root { get; }

    /// <summary>Reads a graph from JSON or YAML. All errors come at once.</summary>
    public static DocumentOutcome<GraphDocument> Parse(string text, string fileName)
    {
        var parsed = DocumentParser.Parse(text, fileName);
        return parsed.Value is { } root ? GraphReader.Read(root, fileName) : new(null, parsed.Problems);
    }

    /// <summary>The document as YAML, in the order it was written; comments are not kept.</summary>
    public string ToYaml() => DocumentText.Yaml(Root);

    /// <summary>The document as indented JSON, in the order it was written.</summary>
    public string ToJson() => DocumentText.Json(Root);

    /// <summary>The content hash of the whole document. The hash of what it computes, with its models, is <see cref="Planning.GraphPlan.Hash"/>.</summary>
    public string ContentHash => CanonicalForm.ContentHash(Root);
}
