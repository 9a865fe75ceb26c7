using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;

namespace StreamScoring.Graphs.Nodes.State;

/// <summary>The parameters that state nodes share.</summary>
internal static class StateParams
{
    /// <summary>The column of <c>where</c>; false when it is wrong. Rows where it is null or false get a value but do not enter.</summary>
    public static bool TryWhere(this NodeBinding b, out ColumnRef? where)
    {
        where = b.OptionalInput("where");
        if (where is null)
            return b.Params.Node("where") is null;
        return b.RequireScalar(where, b.Params.Node("where"), ColumnType.Boolean);
    }

    /// <summary>The column of <c>col</c>, where it may be absent; false when it is wrong.</summary>
    public static bool TryColumn(this NodeBinding b, out ColumnRef? column)
    {
        column = b.OptionalInput("col");
        if (column is null)
            return b.Params.Node("col") is null;
        return b.RequireScalar(column, b.Params.Node("col"), [.. NumberInput.Types, ColumnType.Text]);
    }

    /// <summary>The aggregates of <c>fns</c>, one or a list; null when wrong.</summary>
    public static IReadOnlyList<string>? Functions(
        this NodeBinding b,
        ColumnRef? column,
        IReadOnlyList<string> ofNumbers,
        IReadOnlyList<string> ofTexts
    )
    {
        var named = b.Params.RequiredNode("fns", "the aggregates to compute");
        if (named is null)
            return null;
        IReadOnlyList<string> known =
            column is null ? ["count"]
            : column.Shape.Type == ColumnType.Text ? ofTexts
            : ofNumbers;
        var what = column is null ? "without 'col'" : $"of a {column.Shape} column";
        var fns = new List<string>();
        var isRight = true;
        foreach (var item in b.Params.OneOrMany("fns") ?? [])
        {
            var fn = b.Params.Text(item);
            if (fn is null)
            {
                isRight = false;
            }
            else if (!known.Contains(fn, StringComparer.Ordinal))
            {
                b.Fail(item, $"'{fn}' is no aggregate {what}: expected {string.Join(", ", known)}{Suggestion.Hint(fn, known)}");
                isRight = false;
            }
            else if (fns.Contains(fn, StringComparer.Ordinal))
            {
                b.Fail(item, $"'{fn}' stands twice");
                isRight = false;
            }
            else
            {
                fns.Add(fn);
            }
        }

        if (isRight && fns.Count == 0)
        {
            b.Fail(named, "expected at least one aggregate");
            return null;
        }

        return isRight ? fns : null;
    }

    /// <summary>The names of the columns for the aggregates: <c>into</c>, else the node's id, with the aggregate behind it when there are several.</summary>
    public static IReadOnlyList<string>? IntoFor(this NodeBinding b, IReadOnlyList<string> fns) =>
        b.Into(fns.Count == 1 ? [b.Node.Id] : [.. fns.Select(fn => $"{b.Node.Id}_{fn}")]);
}
