using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Graphs.Building;

/// <summary>Reads the structure of a graph document.</summary>
internal static class GraphReader
{
    private const int MaxColumns = 2000;
    private const int MaxNodes = 2000;
    private const int MaxOutputs = 200;

    /// <summary>The graph, or everything that is wrong with its structure.</summary>
    public static DocumentOutcome<GraphDocument> Read(DocumentMap root, string file)
    {
        var errors = new DocumentErrors(file);
        var reader = new MapReader(root, errors);
        var name = reader.RequiredText("graph", "the name of the graph");
        if (name is not null && !IsName(name))
            errors.Add(root["graph"]!, $"'{name}' is no name: use letters, digits, '-', '_' and '.', at most 100 of them");
        if (reader.RequiredNode("version", $"the version of the format, {GraphDocument.FormatVersion}") is not null)
            reader.Integer("version", GraphDocument.FormatVersion, GraphDocument.FormatVersion);
        reader.Text("description");
        var columns = Columns(reader);
        Simulator(reader);
        var nodes = Nodes(reader);
        var outputs = Outputs(reader);
        reader.Finish();
        Bound(root["receiver"] is DocumentMap { } receiver ? receiver["columns"] : null, MaxColumns, errors);
        Bound(root["nodes"], MaxNodes, errors);
        Bound(root["outputs"], MaxOutputs, errors);
        return errors.Outcome(() =>
            new GraphDocument(file, root, name!)
            {
                Columns = columns,
                Nodes = nodes,
                Outputs = outputs,
            }
        );
    }

    // Graphs come over the network too: what one may cost a worker is bounded.
    private static void Bound(DocumentNode? node, int most, DocumentErrors errors)
    {
        var count = node switch
        {
            DocumentList list => list.Items.Length,
            DocumentMap map => map.Entries.Length,
            _ => 0,
        };
        if (count > most)
            errors.Add(node!, $"{count} entries stand here; a graph may have {most}");
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static List<ReceiverColumn> Columns(MapReader reader)
    {
        var columns = new List<ReceiverColumn>();
        var receiver = reader.Section(reader.RequiredNode("receiver", "a map with 'columns': the fields that the graph reads"));
        receiver?.Text("description");
        var section = receiver?.Section(receiver.RequiredNode("columns", "a map of column names to {path, type}"));
        receiver?.Finish();
        foreach (var (name, _, node) in section?.Map.Entries ?? [])
        {
            if (reader.Section(node) is not { } column)
                continue;
            var path = Path(column);
            var shape = Shape(column);
            column.Text("description");
            column.Finish();
            if (path is null || shape is not { } known)
                continue;
            if (path.IsMany != (known.Layout == ColumnLayout.List))
            {
                reader.Errors.Add(
                    node,
                    path.IsMany
                        ? $"'{path}' goes through an array, so it has many values: its type must be list<{ColumnShape.Name(known.Type)}>"
                        : $"'{path}' has one value: a list needs a path with [*]"
                );
                continue;
            }

            columns.Add(new(name, new ProjectedField(path, known), node));
        }

        return columns;
    }

    private static XdmPath? Path(MapReader column)
    {
        if (column.RequiredText("path", "an XDM path such as web.webPageDetails.name") is not { } text)
            return null;
        if (XdmPath.TryParse(text, out var path, out var error))
            return path;
        column.Errors.Add(column.Map["path"]!, error);
        return null;
    }

    private static ColumnShape? Shape(MapReader column)
    {
        if (column.RequiredText("type", $"one of {string.Join(", ", ReceiverColumn.TypeNames)}, or list<...> of one") is not { } text)
            return null;
        if (ReceiverColumn.ParseShape(text) is { } shape)
            return shape;
        column.Errors.Add(column.Map["type"]!, $"'{text}' is no type{Suggestion.Hint(text, ReceiverColumn.TypeNames)}");
        return null;
    }

    // A declaration for tools that play events into a graph; it has no effect on scores.
    private static void Simulator(MapReader reader)
    {
        if (reader.Section("simulator") is not { } simulator)
            return;
        simulator.RequiredText("events", "the file of events to play");
        simulator.Integer("rate", 1);
        simulator.Text("description");
        simulator.Finish();
    }

    private static List<GraphNode> Nodes(MapReader reader)
    {
        var nodes = new List<GraphNode>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (reader.RequiredNode("nodes", "a list of nodes") is null)
            return nodes;
        foreach (var item in reader.List("nodes") ?? [])
        {
            if (reader.Section(item) is not { } node)
                continue;
            var id = node.RequiredText("id", "a name for the node, unique in the graph");
            var kind = node.RequiredText("node", "the kind of node, such as Pandas or ONNXNode");
            var op = node.Text("op") ?? "";
            var parameters = node.Has("params") ? node.Section("params")?.Map : DocumentBuilding.Map();
            _ = node.Node("params");
            node.Text("description");
            node.Finish();
            if (id is not null && !ids.Add(id))
                reader.Errors.Add(node.Map["id"]!, $"two nodes have the id '{id}'");
            if (id is not null && kind is not null && parameters is not null)
                nodes.Add(new(id, kind, op, parameters, node.Map));
        }

        return nodes;
    }

    private static List<GraphOutput> Outputs(MapReader reader)
    {
        var outputs = new List<GraphOutput>();
        var section = reader.Section(reader.RequiredNode("outputs", "a map of output names to {column, at}: what the graph publishes"));
        if (section is { Map.Entries.Length: 0 })
            reader.Errors.Add(section.Map, "a graph must publish at least one output");
        foreach (var (name, position, node) in section?.Map.Entries ?? [])
        {
            if (!IsName(name))
                reader.Errors.Add(node.Path, position, $"'{name}' is no name for an output: use letters, digits, '-', '_' and '.'");
            if (node is DocumentScalar { Value: string plain })
            {
                outputs.Add(new(name, plain, null, false, node));
                continue;
            }

            if (reader.Section(node) is not { } output)
                continue;
            var column = output.RequiredText("column", "the name of a column");
            var at = output.Integer("at", 0, 65535);
            var isDefault = output.Flag("default") ?? false;
            output.Text("description");
            output.Finish();
            if (column is not null)
                outputs.Add(new(name, column, (int?)at, isDefault, node));
        }

        foreach (var second in outputs.Where(o => o.IsDefault).Skip(1))
            reader.Errors.Add(second.Source, $"output '{second.Name}' is a second default; only one output can be it");
        return outputs;
    }
}
