using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Checking;

/// <summary>
/// What a node sees while it is checked: its parameters and the columns defined above it. It reads every parameter, names its inputs, declares its outputs and state, and
/// gives the stage that will compute them. Where a getter returns null the error is already recorded and the node just returns.
/// </summary>
internal sealed class NodeBinding(GraphNode node, Scope scope, ModelCatalog models, DocumentErrors errors)
{
    private readonly Dictionary<DocumentNode, string> _provenance = new(ReferenceEqualityComparer.Instance);
    private readonly List<ColumnRef> _outputs = [];
    private readonly List<StateRef> _states = [];

    /// <summary>The node as it stands in the document.</summary>
    public GraphNode Node { get; } = node;

    /// <summary>Reads the parameters. Those that the kind does not list were refused before.</summary>
    public MapReader Params { get; } = new(node.Params, errors);

    /// <summary>Columns declared so far.</summary>
    public IReadOnlyList<ColumnRef> Outputs => _outputs;

    /// <summary>State declared so far.</summary>
    public IReadOnlyList<StateRef> States => _states;

    /// <summary>The model that the node runs and the columns it feeds it, or null.</summary>
    public ModelUse? Uses { get; private set; }

    /// <summary>Makes the stage for one lane; null until <see cref="Stage"/>.</summary>
    public Func<StageOpening, Stage>? Open { get; private set; }

    /// <summary>The column that a parameter names; the parameter must be there.</summary>
    public ColumnRef? Input(string param) => Column(Params.RequiredNode(param, "the name of a column"));

    /// <summary>The column that a parameter names, or null when it is absent.</summary>
    public ColumnRef? OptionalInput(string param) => Params.Node(param) is { } named ? Column(named) : null;

    /// <summary>The columns that a parameter names, one or a list; null when any is wrong.</summary>
    public IReadOnlyList<ColumnRef>? Inputs(string param)
    {
        var named = Params.RequiredNode(param, "the name of a column, or a list of names");
        if (named is null)
            return null;
        var columns = (Params.OneOrMany(param) ?? []).Select(Column).ToList();
        if (columns.Count > 0)
            return columns.Contains(null) ? null : columns.OfType<ColumnRef>().ToList();
        Fail(named, "expected at least one column");
        return null;
    }

    /// <summary>The column that a node anywhere in the parameters names.</summary>
    public ColumnRef? Column(DocumentNode? named)
    {
        if (named is null || Params.Text(named) is not { } name)
            return null;
        if (scope.Find(name, named, errors) is not { } column)
            return null;
        _provenance[named] = column.Provenance;
        return column;
    }

    /// <summary>
    /// The names of the columns that the node defines, from <c>into</c>: one text or a list of as many as <paramref name="defaults"/>, which are taken when <c>into</c> is absent.
    /// Null when it is wrong.
    /// </summary>
    public IReadOnlyList<string>? Into(params IReadOnlyList<string> defaults)
    {
        if (Params.OneOrMany("into") is not { } named)
            return defaults;
        var names = named.Select(Params.Text).OfType<string>().ToList();
        if (names.Count < named.Count)
            return null;
        if (names.Count == defaults.Count && names.Distinct(StringComparer.Ordinal).Count() == names.Count)
            return names;
        Fail(
            Params.Node("into"),
            $"expected {(defaults.Count == 1 ? "one name" : $"{defaults.Count} different names")} for the columns that this node defines, found {names.Count}"
        );
        return null;
    }

    /// <summary>The model that a parameter names: a path relative to the document, or <c>sha256:…</c>. Its content is what counts, not where it lies.</summary>
    public IModel? Model(string param)
    {
        if (Params.RequiredNode(param, "the path of an ONNX file, or sha256:…") is not { } named || Params.Text(named) is not { } reference)
            return null;
        var lookup = models.Find(reference);
        if (lookup.Model is null)
            Fail(named, $"model '{reference}': {lookup.Error}");
        else
            _provenance[named] = lookup.Model.Signature.Hash;
        return lookup.Model;
    }

    /// <summary>Says that a part of the parameters other than <c>into</c> is only a local name: it does not take part in what the values are.</summary>
    public void Local(DocumentNode name) => _provenance[name] = "";

    /// <summary>Declares a column that the node computes.</summary>
    public ColumnRef Output(string name, ColumnShape shape, ColumnRef? mendedFrom = null, IReadOnlyList<string>? elements = null)
    {
        var column = new ColumnRef(name, scope.NextSlot(shape), shape) { Base = mendedFrom, Elements = elements ?? [] };
        _outputs.Add(column);
        return column;
    }

    /// <summary>
    /// Declares state of one kind. Its identity is the kind, all parameters except <c>into</c>, and the provenance of the input columns: nodes that differ only in names share it
    /// (and are computed once), all others have their own.
    /// </summary>
    public StateRef State(string kind)
    {
        var state = new StateRef(kind);
        _states.Add(state);
        return state;
    }

    /// <summary>Says which model the node runs, and on what.</summary>
    public void Use(
        IModel model,
        IReadOnlyList<IReadOnlyList<ColumnRef>> inputs,
        IReadOnlyList<(string Output, ColumnRef Column)> outputs
    ) => Uses = new ModelUse(Node.Id, model, inputs, outputs);

    /// <summary>Gives the stage. Called once a lane; the stage may keep what it is given, but reads columns through the frame at each batch.</summary>
    public void Stage(Func<StageOpening, Stage> open) => Open = open;

    /// <summary>Records an error about a part of the parameters, or about the whole node.</summary>
    public void Fail(DocumentNode? at, string message) => errors.Add(at ?? Node.Source, $"node '{Node.Id}': {message}");

    /// <summary>Records a warning about a part of the parameters, or about the whole node.</summary>
    public void Warn(DocumentNode? at, string message) => errors.Warn(at ?? Node.Source, $"node '{Node.Id}': {message}");

    /// <summary>Whether a column has one of the element types and is a scalar; an error otherwise.</summary>
    public bool RequireScalar(ColumnRef column, DocumentNode? at, params ReadOnlySpan<ColumnType> types)
    {
        if (column.Shape.Layout == ColumnLayout.Scalar && types.Contains(column.Shape.Type))
            return true;
        var expected = string.Join(" or ", types.ToArray().Select(ColumnShape.Name));
        Fail(at, $"column '{column.Name}' is {column.Shape}, expected {expected}");
        return false;
    }

    /// <summary>What the node computes, by content: its kind, its parameters with columns replaced by their provenance and without local names.</summary>
    internal string Provenance() =>
        CanonicalForm.ContentHash(
            DocumentBuilding.Map(("node", Node.Kind), ("op", Node.Op), ("params", Substitute(Node.Params.Without(k => k == "into"))))
        );

    private DocumentNode Substitute(DocumentNode part)
    {
        if (_provenance.TryGetValue(part, out var meaning))
            return DocumentBuilding.Node(meaning);
        return part switch
        {
            DocumentMap map => DocumentBuilding.Map(map.Entries.Select(e => (e.Key, (object?)Substitute(e.Value)))),
            DocumentList list => DocumentBuilding.Node(list.Items.Select(Substitute)),
            _ => part,
        };
    }
}
