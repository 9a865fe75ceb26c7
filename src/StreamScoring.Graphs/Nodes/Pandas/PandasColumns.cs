using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary>What the element-wise operations have in common: <c>cols</c> names one column or several, <c>into</c> as many new ones; without <c>into</c> they are replaced.</summary>
internal static class PandasColumns
{
    /// <summary>The scalar columns of <c>cols</c> with the names of their results; null when something is wrong.</summary>
    public static IReadOnlyList<(ColumnRef Input, string Name)>? Read(NodeBinding binding)
    {
        var inputs = binding.Inputs("cols");
        var names = binding.Into([.. inputs?.Select(i => i.Name) ?? binding.Params.OneOrMany("cols")?.Select(_ => "") ?? []]);
        if (inputs is null || names is null)
            return null;
        foreach (var input in inputs)
        {
            if (input.Shape.Layout == ColumnLayout.Scalar)
                continue;
            binding.Fail(binding.Params.Node("cols"), $"column '{input.Name}' is {input.Shape}; this operation needs one value a row");
            return null;
        }

        return [.. inputs.Zip(names)];
    }

    /// <summary>One scalar column of <c>cols</c> with the name of its result.</summary>
    public static (ColumnRef Input, string Name)? ReadOne(NodeBinding binding)
    {
        if (Read(binding) is not { } columns)
            return null;
        if (columns is [var one])
            return one;
        binding.Fail(binding.Params.Node("cols"), "this operation takes one column");
        return null;
    }
}
