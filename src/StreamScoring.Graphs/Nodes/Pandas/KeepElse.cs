using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary>Keeps the values of a frozen list, lets missing ones stay, and makes the rest <c>other</c> ("Others" by default): a top-N list as a deployed graph has it.</summary>
internal static class KeepElse
{
    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "keep_else", ["cols", "keep", "other", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        var keep = Isin.Constants(binding, "keep");
        var other = binding.Params.Node("other") is { } node
            ? Literal.Of(node)
            : new Literal(ColumnType.Text, false, 0, 0, "Others"u8.ToArray());
        if (PandasColumns.ReadOne(binding) is not var (input, name) || keep is null)
            return;
        if (other is null || Types.Common(input.Shape.Type, other) is not { } type)
        {
            binding.Fail(
                binding.Params.Node("other"),
                $"column '{input.Name}' is {input.Shape} and cannot hold 'other', which is {other?.Kind ?? "no constant"}"
            );
            return;
        }

        var output = binding.Output(name, ColumnShape.Scalar(type), input);
        var value = new Operand(input);
        var set = new LiteralSet(value, keep);
        var rest = new Operand(other, type);
        binding.Stage(_ => new ChooseStage(
            output,
            (frame, row) => value.IsMissing(frame, row) || set.Find(frame, row) >= 0 ? value : rest
        ));
    }
}
