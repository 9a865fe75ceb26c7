using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes;

/// <summary>Checks that columns fit the input they are wired to.</summary>
internal static class ModelWiring
{
    /// <summary>Whether types and widths fit; errors otherwise.</summary>
    public static bool Check(NodeBinding binding, TensorSignature input, IReadOnlyList<ColumnRef> columns, DocumentNode at)
    {
        var fits = true;
        foreach (var column in columns.Where(c => !Fits(input.Type, c.Shape)))
        {
            fits = false;
            var help =
                column.Shape.Layout == ColumnLayout.List ? "reduce the list to one value"
                : column.Shape.Type == ColumnType.Text ? "encode the text"
                : "convert it with astype";
            binding.Fail(at, $"column '{column.Name}' is {column.Shape}, but input '{input.Name}' takes {Name(input.Type)}: {help} first");
        }

        var width = columns.Sum(c => c.Shape.Width);
        if (!fits || input.RowSize < 0 || width == input.RowSize)
            return fits;
        var parts = string.Join(", ", columns.Select(c => c.Shape.Width == 1 ? c.Name : $"{c.Name} ({c.Shape.Width})"));
        binding.Fail(at, $"input '{input.Name}' takes {input.RowSize} values a row, but {width} are wired: {parts}");
        return false;
    }

    /// <summary>Warns where the columns are not those, in that order, on which the model says it was trained.</summary>
    public static void CompareFeatures(NodeBinding binding, ModelSignature signature, IReadOnlyList<ColumnRef> columns)
    {
        var wired = columns
            .SelectMany(c =>
                c.Shape.Width == 1 || c.Elements.Count == c.Shape.Width ? Names(c) : Enumerable.Repeat<string[]>([], c.Shape.Width)
            )
            .ToList();
        if (signature.Inputs.Count != 1 || signature.Features.Count != wired.Count)
            return;
        var different = Enumerable
            .Range(0, wired.Count)
            .Where(i => wired[i].Length > 0 && !wired[i].Contains(signature.Features[i], StringComparer.Ordinal))
            .ToList();
        if (different.Count == 0)
            return;
        var shown = string.Join(
            "; ",
            different.Take(5).Select(i => $"number {i + 1} is '{wired[i][0]}', trained on '{signature.Features[i]}'")
        );
        binding.Warn(
            binding.Params.Map["inputs"],
            $"the model was trained on other columns in {different.Count} places: {shown}{(different.Count > 5 ? " …" : "")}"
        );
    }

    // Per element the names under which a model may know it: a mended column goes by its origin's name too, an encoded category by both common spellings.
    private static IEnumerable<string[]> Names(ColumnRef column)
    {
        if (column.Elements.Count > 0)
            return column.Elements.Select(e => new[] { e, e.Replace('=', '_') });
        var names = new List<string>();
        for (var c = column; c is not null; c = c.Base)
            names.Add(c.Name);
        return
        [
            [.. names],
        ];
    }

    private static bool Fits(TensorType tensor, ColumnShape shape)
    {
        if (shape.Layout == ColumnLayout.List)
            return false;
        return ModelSignature.ColumnTypeOf(tensor) switch
        {
            ColumnType.Text => shape.Type == ColumnType.Text,
            ColumnType.Boolean => shape.Type == ColumnType.Boolean,
            ColumnType.Int64 => shape.Type is ColumnType.Int64 or ColumnType.Boolean,
            _ => shape.Type is ColumnType.Int64 or ColumnType.Boolean or ColumnType.Float32 or ColumnType.Float64,
        };
    }

    private static string Name(TensorType type) =>
        ColumnShape.Name(ModelSignature.ColumnTypeOf(type)) + (type is TensorType.Text or TensorType.Boolean ? "" : $" ({type})");
}
