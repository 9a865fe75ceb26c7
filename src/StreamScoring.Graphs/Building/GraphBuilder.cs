using System.Globalization;
using StreamScoring.Documents;
using StreamScoring.Events.Columns;

namespace StreamScoring.Graphs.Building;

/// <summary>
/// Writes a graph document from C#. Builder and document convert into each other without loss: <c>GraphBuilder.From(document).Build()</c> has the same
/// content hash. Names are not checked before <see cref="Build"/>, so the order of calls is only the order of nodes.
/// </summary>
public sealed class GraphBuilder
{
    private readonly List<(string, object?)> _columns = [];
    private readonly List<object?> _nodes = [];
    private readonly List<(string, object?)> _outputs = [];
    private readonly string _name;
    private string? _description;
    private DocumentNode? _simulator;
    private string? _receiverDescription;

    /// <summary>A graph of that name, with nothing in it.</summary>
    public GraphBuilder(string name) => _name = name;

    /// <summary>A builder that has everything of a document.</summary>
    public static GraphBuilder From(GraphDocument document)
    {
        var builder = new GraphBuilder(document.Name)
        {
            _description = (document.Root["description"] as DocumentScalar)?.Value as string,
            _simulator = document.Root["simulator"],
            _receiverDescription = ((document.Root["receiver"] as DocumentMap)?["description"] as DocumentScalar)?.Value as string,
        };
        builder._columns.AddRange(document.Columns.Select(c => (c.Name, (object?)c.Source)));
        builder._nodes.AddRange(document.Nodes.Select(n => n.Source));
        builder._outputs.AddRange(document.Outputs.Select(o => (o.Name, (object?)o.Source)));
        return builder;
    }

    /// <summary>Says what the graph is for.</summary>
    public GraphBuilder Describe(string description)
    {
        _description = description;
        return this;
    }

    /// <summary>Reads a field of the event into a column.</summary>
    public GraphBuilder Column(string name, string path, ColumnShape shape, string? description = null)
    {
        _columns.Add((name, Present(("path", path), ("type", shape.ToString()), ("description", description))));
        return this;
    }

    /// <summary>Adds a node. Parameters are plain values: see <see cref="DocumentBuilding.Map"/>.</summary>
    public GraphBuilder Node(string id, string node, string op, params IEnumerable<(string Name, object? Value)> parameters)
    {
        _nodes.Add(Present(("id", id), ("node", node), ("op", op.Length == 0 ? null : op), ("params", DocumentBuilding.Map(parameters))));
        return this;
    }

    /// <summary>Adds a model: <paramref name="inputs"/> gives for each input the columns laid side by side, <paramref name="outputs"/> for each wanted output the column it defines.</summary>
    public GraphBuilder Model(
        string id,
        string model,
        IEnumerable<(string Input, IReadOnlyList<string> Columns)> inputs,
        IEnumerable<(string Output, string Column)> outputs
    ) =>
        Node(
            id,
            "ONNXNode",
            "",
            ("model", model),
            ("inputs", DocumentBuilding.Map(inputs.Select(i => (i.Input, (object?)i.Columns)))),
            ("outputs", DocumentBuilding.Map(outputs.Select(o => (o.Output, (object?)o.Column))))
        );

    /// <summary>Publishes a column, or one element of a vector column.</summary>
    public GraphBuilder Output(string name, string column, int? at = null, bool isDefault = false)
    {
        _outputs.Add((name, Present(("column", column), ("at", at), ("default", isDefault ? true : null))));
        return this;
    }

    /// <summary>The document, or everything that is wrong with its structure.</summary>
    public DocumentOutcome<GraphDocument> Build()
    {
        var root = Present(
            ("graph", _name),
            ("version", GraphDocument.FormatVersion),
            ("description", _description),
            ("receiver", Present(("description", _receiverDescription), ("columns", DocumentBuilding.Map(_columns)))),
            ("simulator", _simulator),
            ("nodes", _nodes),
            ("outputs", DocumentBuilding.Map(_outputs))
        );
        return GraphReader.Read(root, string.Create(CultureInfo.InvariantCulture, $"{_name} (built)"));
    }

    private static DocumentMap Present(params (string Key, object? Value)[] entries) =>
        DocumentBuilding.Map(entries.Where(e => e.Value is not null));
}
