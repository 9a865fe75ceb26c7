using System.Globalization;

namespace StreamScoring.Inference.Inspection;

/// <summary>
/// Reads GraphProto, with everything a graph can hide in: subgraphs and tensors in attributes, sparse initializers. Counts nodes over the whole model and
/// collects the domains that they use.
/// </summary>
internal sealed class GraphParser(ModelLimits limits)
{
    private readonly TensorParser _tensors = new(limits);
    private int _nodes;

    /// <summary>Per domain that any node uses, the first node that does.</summary>
    public SortedDictionary<string, string> Domains { get; } = new(StringComparer.Ordinal);

    public TensorParser Tensors => _tensors;

    /// <param name="cursor">The GraphProto.</param>
    /// <param name="graph">Takes what is found: a graph can come in several pieces, which protobuf joins.</param>
    /// <param name="where">How messages call it, e.g. <c>the graph</c>.</param>
    /// <param name="depth">Graphs around it.</param>
    public void Parse(ProtoCursor cursor, ParsedGraph graph, string where, int depth)
    {
        if (depth > limits.MaxDepth)
            throw new RefusedException(
                RefusalReason.TooLarge,
                string.Create(CultureInfo.InvariantCulture, $"graphs are nested deeper than {limits.MaxDepth}")
            );
        while (cursor.Next())
        {
            switch (cursor.Field)
            {
                case 1:
                    graph.Nodes.Add(Node(cursor, depth));
                    break;
                case 5:
                    var tensor = _tensors.Parse(cursor.Enter(), $"an initializer of {where}");
                    graph.Initializers.Add(tensor.Name);
                    if (tensor.Integers is { } integers)
                        graph.Constants[tensor.Name] = integers;
                    break;
                case 11:
                    graph.Inputs.Add(Value(cursor));
                    break;
                case 12:
                    graph.Outputs.Add(Value(cursor));
                    break;
                case 13:
                    _ = Value(cursor);
                    break;
                case 15:
                    graph.Initializers.Add(_tensors.ParseSparse(cursor.Enter(), $"an initializer of {where}"));
                    break;
            }
        }

        foreach (var node in graph.Nodes)
        {
            if (node is { Constant: { } values, Outputs: [var output, ..] })
                graph.Constants[output] = values;
        }

        StaticClaims.Check(graph, _tensors);
    }

    /// <summary>A node at the cursor's field.</summary>
    public ParsedNode Node(ProtoCursor cursor, int depth)
    {
        if (++_nodes > limits.MaxNodes)
            throw new RefusedException(
                RefusalReason.TooLarge,
                string.Create(CultureInfo.InvariantCulture, $"the model has more than {limits.MaxNodes} nodes")
            );
        var start = cursor.FieldStart;
        var message = cursor.Enter();
        var node = new ParsedNode(_nodes) { Range = (start, message.End) };
        Header(new ProtoCursor(message), node);
        Domains.TryAdd(node.Domain, node.ToString());
        if (string.Equals(node.Op, "EPContext", StringComparison.Ordinal))
            throw new RefusedException(
                RefusalReason.ExternalData,
                $"{node} holds a compiled model for one device or names a file: export the plain model"
            );
        while (message.Next())
        {
            if (message.Field == 5)
                Attribute(message.Enter(), node, depth);
        }

        return node;
    }

    /// <summary>An AttributeProto of a node, or a default of a function.</summary>
    public void Attribute(ProtoCursor cursor, ParsedNode node, int depth)
    {
        var name = "";
        var (integers, texts) = (new List<long>(), new List<string>());
        while (cursor.Next())
        {
            var place = $"attribute '{name}' of {node}";
            switch (cursor.Field)
            {
                case 1:
                    name = cursor.Text();
                    break;
                case 3 or 8:
                    cursor.Integers(integers, OutputMend.MostLabels);
                    break;
                case 9:
                    if (texts.Count < OutputMend.MostLabels && name.StartsWith("classlabels", StringComparison.Ordinal))
                        texts.Add(cursor.Text());
                    break;
                case 5 or 10:
                    var tensor = _tensors.Parse(cursor.Enter(), place);
                    if (string.Equals(node.Op, "Constant", StringComparison.Ordinal))
                        node.Constant = tensor.Integers;
                    break;
                case 6 or 11:
                    Parse(cursor.Enter(), new ParsedGraph(), $"the subgraph in {place}", depth + 1);
                    break;
                case 22 or 23:
                    _ = _tensors.ParseSparse(cursor.Enter(), place);
                    break;
            }
        }

        node.Integers[name] = integers;
        node.Texts[name] = texts;
        if (
            integers.Count <= TensorParser.MostIntegers
            && string.Equals(node.Op, "Constant", StringComparison.Ordinal)
            && name is "value_int" or "value_ints"
        )
            node.Constant = [.. integers];
    }

    private static void Header(ProtoCursor cursor, ParsedNode node)
    {
        // The name may stand behind the attributes, and messages need it while they are read: hence a pass of its own.
        while (cursor.Next())
        {
            switch (cursor.Field)
            {
                case 1:
                    node.Inputs.Add(cursor.Text());
                    break;
                case 2:
                    node.Outputs.Add(cursor.Text());
                    break;
                case 3:
                    node.Name = cursor.Text();
                    break;
                case 4:
                    node.Op = cursor.Text();
                    break;
                case 7:
                    node.Domain = cursor.Text();
                    break;
            }
        }
    }

    private static ParsedValue Value(ProtoCursor cursor)
    {
        var start = cursor.FieldStart;
        return ValueParser.Parse(cursor.Enter(), start);
    }
}
