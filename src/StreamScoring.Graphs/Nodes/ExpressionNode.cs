using System.Globalization;
using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Graphs.Checking;

namespace StreamScoring.Graphs.Nodes;

/// <summary>
/// A column computed by an expression of the one expression language: <c>expr</c> names the columns above it, <c>now</c> is the event's own time. The column's type
/// follows from the expression; <c>type</c> says it where that is not known, or asks for <c>int64</c>. History, scores and lookups belong to other nodes and to rules.
/// </summary>
internal static class ExpressionNode
{
    private static readonly string[] TypeNames = ["bool", "int64", "float64", "string", "timestamp"];

    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Expression", "", ["expr", "type", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        var source = binding.Params.RequiredNode("expr", "an expression over the columns above");
        var text = binding.Params.Text(source);
        binding.Params.RequiredNode("into", "the name of the column to define");
        var names = binding.Into("out");
        var wanted = binding.Params.Has("type") ? binding.Params.Choice("type", TypeNames) : "";
        if (text is null || wanted is null || names is not [var name])
            return;
        var columns = binding.Visible;
        var compiled = ExpressionCompiler.Compile(text, new ExpressionSchema { Columns = [.. columns.Select(c => (c.Name, c.Shape))] });
        if (compiled.Value is not { } plan)
        {
            foreach (var error in compiled.Errors)
            {
                if (!binding.IsUnknown(text.Substring(error.Span.Start, Math.Min(error.Span.Length, text.Length - error.Span.Start))))
                    binding.Fail(
                        source,
                        string.Create(CultureInfo.InvariantCulture, $"expression {error.Line}:{error.Column}: {error.Message}")
                    );
            }

            return;
        }

        if (Outside(plan.Needs) is { } outside)
        {
            binding.Fail(source, $"an expression in a graph sees the columns of its row only, not {outside}");
            return;
        }

        if (TypeOf(plan.Type, wanted) is not { } type)
        {
            binding.Fail(
                source,
                $"the expression gives {plan.Type}{(plan.Type.Kind is TypeKind.Any ? "; say which with 'type'" : wanted.Length > 0 ? $", not {wanted}" : ", a column takes one value a row")}"
            );
            return;
        }

        binding.Means(source!, Meaning(plan, columns));
        var output = binding.Output(name, ColumnShape.Scalar(type));
        var inputs = plan.Needs.Columns.Select(i => (i, columns[i].Slot)).ToArray();
        binding.Stage(_ => new ExpressionStage(plan, inputs, columns.Count, output, binding.Node.Id));
    }

    private static string? Outside(ExpressionNeeds needs) =>
        needs.HistoryNs > 0 || needs.Events || needs.EventFields.Count > 0 ? "xEvent; history comes from State nodes"
        : needs.Scores.Count > 0 ? "scores; take the column of the model's output"
        : needs.Tables.Count > 0 ? "lookup tables"
        : needs.ContextFields.Count > 0 ? "the context"
        : needs.Segments.Count > 0 ? "segments"
        : null;

    private static ColumnType? TypeOf(ExpressionType type, string wanted)
    {
        ColumnType? own = type.Kind switch
        {
            TypeKind.Boolean => ColumnType.Boolean,
            TypeKind.Number => ColumnType.Float64,
            TypeKind.Text => ColumnType.Text,
            TypeKind.Time => ColumnType.Timestamp,
            _ => null,
        };
        if (wanted.Length == 0)
            return own;
        var asked = Enum.GetValues<ColumnType>().First(t => ColumnShape.Name(t) == wanted);
        var fits = type.Kind == TypeKind.Any || asked == own || (asked == ColumnType.Int64 && own == ColumnType.Float64);
        return fits ? asked : null;
    }

    // The text with each column's local name replaced by what determines its values, so that a renamed column does not lose the state built on it.
    private static string Meaning(ExpressionPlan plan, IReadOnlyList<ColumnRef> columns)
    {
        var provenance = plan.Needs.Columns.ToDictionary(i => columns[i].Name, i => columns[i].Provenance, StringComparer.Ordinal);
        return SyntaxPrinter.Print(Rename.Names(plan.Syntax, provenance));
    }
}
