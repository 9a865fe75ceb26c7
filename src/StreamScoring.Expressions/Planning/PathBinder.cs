using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Evaluation.Reading;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Planning;

/// <summary>Resolves names and paths: variables, the history, roots of the context, parameters, columns, fields of the nearest item or of the root.</summary>
internal sealed class PathBinder
{
    private readonly Binder _binder;
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly Bound _root;

    public PathBinder(Binder binder)
    {
        _binder = binder;
        if (binder.Schema.Columns is not { } columns)
        {
            _root = new(new RootNode(), binder.Schema.Root, new(OriginRoot.Root, ""));
            return;
        }

        for (var i = 0; i < columns.Count; i++)
            _columns.TryAdd(columns[i].Name, i);
        _root = new(new ConstantNode(Value.Null), Tree(columns, ""), new(OriginRoot.Columns, ""));
    }

    public Bound Bind(SyntaxNode syntax, Scope? scope) =>
        syntax switch
        {
            NameSyntax name => Name(name, scope),
            FieldSyntax field => Field(field, _binder.BindPath(field.Target, scope), field.Name),
            ParameterSyntax parameter => Parameter(parameter.Position, parameter),
            ContextSyntax context => Context("@" + context.Type, context),
            UpSyntax up => Up(up, scope),
            _ => throw new ArgumentOutOfRangeException(nameof(syntax), syntax.GetType().Name, "no path"),
        };

    /// <summary>A parameter by its position, from 1.</summary>
    public Bound Parameter(int position, SyntaxNode at)
    {
        if (position == 1)
            return _root;
        var types = _binder.Schema.Parameters;
        if (position - 2 < types.Count)
            return new(new ParameterNode(position - 2), types[position - 2]);
        return types.Count == 0 && _binder.Schema.Root.IsAny && _binder.Schema.Columns is null
            ? new(new ParameterNode(position - 2), ExpressionType.Any)
            : _binder.Fail(at, $"there is no parameter ${position}; the expression is given {types.Count + 1}");
    }

    private Bound Name(NameSyntax name, Scope? scope)
    {
        if (Scope.Find(scope, name.Name) is { } variable)
            return variable;
        if (name.Name == Binder.History)
            return new(new EventsNode(), ExpressionType.List(_binder.Schema.Event), new(OriginRoot.Event, ""));
        var item = Scope.Item(scope, 0, out _);
        var isField = (item ?? _root).Type.Fields?.ContainsKey(name.Name) == true;
        if (!isField && _binder.Schema.Contexts.ContainsKey(name.Name))
            return Context(name.Name, name);
        return Field(name, item ?? _root, name.Name, Scope.Names(scope));
    }

    private Bound Context(string name, SyntaxNode at)
    {
        var contexts = _binder.Schema.Contexts;
        // A type that was not given has no value; with a declared context it is an error.
        if (!contexts.TryGetValue(name, out var type) && contexts.Count > 0 && !name.StartsWith('@'))
            return _binder.Fail(at, $"the context has no '{name}'{Binder.Hint(name, contexts.Keys)}");
        return new(new ContextNode(new FieldName(name)), type ?? ExpressionType.Any, new(OriginRoot.Context, name));
    }

    private Bound Up(UpSyntax up, Scope? scope)
    {
        if (Scope.Item(scope, up.Levels, out var missing) is { } item)
            return item;
        if (missing == 0)
            return _root;
        return _binder.Fail(
            up,
            $"'{new string('^', up.Levels)}' leads further out than the expression goes; there {(up.Levels - missing == 1 ? "is 1 level" : $"are {up.Levels - missing} levels")} here"
        );
    }

    private Bound Field(SyntaxNode at, Bound target, string name, IEnumerable<string>? variables = null)
    {
        var type = target.Type.Kind == TypeKind.List ? target.Type.Item : target.Type;
        ExpressionType field;
        switch (type.Kind)
        {
            case TypeKind.Any:
                field = ExpressionType.Any;
                break;
            case TypeKind.Map:
                field = type.Item;
                break;
            case TypeKind.Object when type.Fields!.TryGetValue(name, out var declared):
                field = declared;
                break;
            case TypeKind.Object:
                var known = type.Fields!.Keys.Concat(variables ?? []).ToList();
                var (what, hint) = (type.Name.Length > 0 ? $"'{type.Name}'" : "what this stands in", Binder.Hint(name, known));
                return _binder.Fail(
                    NameSpan(at, name),
                    at is NameSyntax
                        ? $"'{name}' is neither a variable nor a field of {what}{hint}"
                        : $"there is no field '{name}' in {what}{hint}"
                );
            default:
                return _binder.Fail(NameSpan(at, name), $"{type} has no fields, so there is no '{name}' in it");
        }

        var origin = target.IsGrouped ? target.Origin : target.Origin?.Field(name);
        if (origin is { Root: OriginRoot.Columns })
            return Column(origin, field);
        var step = new FieldStep(new FieldName(name), field, target.Type.Kind);
        if (target.Type.Kind == TypeKind.List && !field.IsAny)
            field = ExpressionType.List(field.Kind == TypeKind.List ? field.Item : field);
        return new(Node(target.Node, step), field, origin);
    }

    private static SourceSpan NameSpan(SyntaxNode at, string name) =>
        at is FieldSyntax && at.Span.Length > name.Length ? new(at.Span.End - name.Length, name.Length) : at.Span;

    private static Node Node(Node target, FieldStep step) =>
        target switch
        {
            PathNode path => path.Then(step),
            ItemFieldNode item => item.Then(step),
            SlotNode slot => new ItemFieldNode(slot.Slot, step),
            _ => new PathNode(target, [step]),
        };

    private Bound Column(Origin origin, ExpressionType type)
    {
        if (!_columns.TryGetValue(origin.Path, out var index))
            return new(new ConstantNode(Value.Null), type, origin);
        _binder.Needs.Column(index);
        return new(ColumnNodes.Of(index, _binder.Schema.Columns![index].Shape), type);
    }

    // Names with dots make paths: 'web.name' is the field 'name' of 'web'. A column hides what lies below its own name.
    private static ExpressionType Tree(IEnumerable<(string Name, ColumnShape Shape)> columns, string prefix)
    {
        var fields = new Dictionary<string, ExpressionType>(StringComparer.Ordinal);
        foreach (var group in columns.GroupBy(c => c.Name.Split('.')[0], StringComparer.Ordinal))
        {
            var name = prefix.Length == 0 ? group.Key : $"{prefix}.{group.Key}";
            var own = group.FirstOrDefault(c => c.Name == group.Key);
            fields[group.Key] = own.Name is not null
                ? ExpressionSchema.TypeOf(own.Shape)
                : Tree(group.Select(c => (c.Name[(group.Key.Length + 1)..], c.Shape)), name);
        }

        return ExpressionType.Object(prefix, fields);
    }
}
