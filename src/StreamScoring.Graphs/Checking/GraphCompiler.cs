using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;
using StreamScoring.Graphs.Nodes;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;

namespace StreamScoring.Graphs.Checking;

/// <summary>Checks a graph document and plans it: everything that can be known before the first event is decided here.</summary>
public static class GraphCompiler
{
    /// <summary>
    /// The plan, or all errors at once. <paramref name="models"/> finds a model by its reference in the document: a path relative to the document, or <c>sha256:…</c>.
    /// It is asked once for each reference.
    /// </summary>
    public static DocumentOutcome<GraphPlan> Compile(GraphDocument document, Func<string, ModelLookup> models)
    {
        var errors = new DocumentErrors(document.File);
        var scope = new Scope();
        var received = new List<ReceiverColumn>();
        foreach (var column in document.Columns)
        {
            var reference = new ColumnRef(column.Name, scope.NextSlot(column.Field.Shape), column.Field.Shape)
            {
                Provenance = ReceivedColumns.Provenance(column.Field),
            };
            scope.Define(column.Name, reference);
            received.Add(column);
        }

        var catalog = new ModelCatalog(models);
        var nodes = new NodeCompiler(scope, catalog, errors);
        foreach (var node in document.Nodes)
            nodes.Add(node);
        var (outputs, sources) = Outputs(document, scope, errors);
        return errors.Outcome(() =>
            new GraphPlan(document.Name, CanonicalForm.Of(catalog.Pin(document.Root)))
            {
                Fields = [.. received.Select(c => c.Field).Where(f => !ReceivedColumns.IsStanding(f)).Distinct()],
                Received = [.. received.Select(c => ReceivedColumns.Finder(c.Field))],
                Slots = scope.Slots,
                Nodes = nodes.Planned,
                State = [.. nodes.Planned.SelectMany(n => n.States).Select(s => s.Definition).Distinct()],
                Models = catalog.Models,
                Names = [.. scope.Columns],
                Outputs = outputs,
                OutputSources = sources,
            }
        );
    }

    private static (List<PlannedOutput> Outputs, List<(ColumnRef Column, int? At)> Sources) Outputs(
        GraphDocument document,
        Scope scope,
        DocumentErrors errors
    )
    {
        var (outputs, sources) = (new List<PlannedOutput>(), new List<(ColumnRef, int?)>());
        var named = document.Outputs.FirstOrDefault(o => o.IsDefault) ?? document.Outputs[0];
        foreach (var output in document.Outputs)
        {
            var at = output.Source is DocumentMap map ? map["column"]! : output.Source;
            if (scope.Find(output.Column, at, errors) is not { } column)
                continue;
            var shape = column.Shape;
            if (shape.Layout == ColumnLayout.List)
                errors.Add(output.Source, $"output '{output.Name}' takes column '{column.Name}', a {shape}: reduce it to one value first");
            else if (output.At is { } index && (shape.Layout != ColumnLayout.Vector || index >= shape.Width))
            {
                errors.Add(
                    output.Source,
                    shape.Layout == ColumnLayout.Vector
                        ? $"output '{output.Name}' takes element {index} of column '{column.Name}', which has elements 0 to {shape.Width - 1}"
                        : $"output '{output.Name}' takes an element of column '{column.Name}', which is no vector but {shape}: leave out 'at'"
                );
            }
            else
            {
                outputs.Add(new(output.Name, output.At is null ? shape : ColumnShape.Scalar(shape.Type), ReferenceEquals(output, named)));
                sources.Add((column, output.At));
            }
        }

        return (outputs, sources);
    }
}
