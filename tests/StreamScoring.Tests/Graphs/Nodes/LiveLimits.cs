using System.Text.Json;

namespace StreamScoring.Tests.Graphs.Nodes;

/// <summary>Why a case of the files cannot be run on typed columns and live events. Each reason is a rule on the case's content, so that new files are judged by the same rules.</summary>
internal static class LiveLimits
{
    private static readonly string[] TextMethods =
    [
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "slice",
        "len",
        "contains",
        "startswith",
        "endswith",
    ];
    private static readonly string[] TimeParts =
    [
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "dayofweek",
        "dayofyear",
        "quarter",
        "isoweek",
        "is_weekend",
        "is_month_start",
        "is_month_end",
        "is_year_start",
        "is_year_end",
        "epoch_seconds",
    ];

    /// <summary>The reason, or empty.</summary>
    public static string Reason(GoldenCase c)
    {
        foreach (var input in c.Inputs)
        {
            if (GoldenColumns.ShapeOf(input, out var reason) is null)
                return reason;
        }

        return ByOp(c) is { Length: > 0 } byOp ? byOp : ByResult(c);
    }

    private static string ByOp(GoldenCase c)
    {
        var p = c.Params;
        return c.Op switch
        {
            "pandas.fillna" when !p.TryGetProperty("value", out _) =>
                "learns from rows or looks at neighbours: a deployed graph has the value",
            "pandas.str" when !TextMethods.Contains(p.GetProperty("method").GetString()) => "text methods not built yet",
            "pandas.dt" when p.TryGetProperty("tz_localize", out _) || p.TryGetProperty("keep", out _) => "times with a zone of their own",
            "pandas.dt" when p.GetProperty("attrs").EnumerateArray().Any(a => !TimeParts.Contains(a.GetString())) =>
                "time parts not built yet",
            "pandas.astype" when p.GetProperty("dtype").GetString() is "category" => "category columns",
            "pandas.astype" when p.TryGetProperty("errors", out _) => "a column whose type depends on its values",
            "pandas.arith"
                when c.Inputs.Any(i =>
                    i.GetProperty("dtype").GetString() is "bool"
                    || i.GetProperty("dtype").GetString()!.StartsWith("datetime", StringComparison.Ordinal)
                ) => "arithmetic of booleans and times: convert first",
            "pandas.map" when TellsNullFromNaN(c) => "tells None from NaN",
            "pandas.isin" when TellsNullFromNaN(c) => "tells None from NaN",
            "sklearn.OneHotEncoder" when c.Rows == 0 => "an empty frame is an error there, an empty batch none here",
            "sklearn.OneHotEncoder" when IsFittedOnBoth(c) => "tells None from NaN",
            _ when c.Inputs.Any(HasNA) && c.Op is "pandas.compare" => "comparisons of nullable types give NA",
            _ => "",
        };
    }

    private static string ByResult(GoldenCase c)
    {
        foreach (var column in c.Expected)
        {
            var kinds = column
                .GetProperty("values")
                .EnumerateArray()
                .Where(v => !GoldenColumns.IsMissing(v))
                .Select(v => v.ValueKind == JsonValueKind.False ? JsonValueKind.True : v.ValueKind)
                .Distinct();
            if (column.GetProperty("dtype").GetString() == "object" && kinds.Count() > 1)
                return "a result of mixed types";
            if (column.GetProperty("dtype").GetString() == "category")
                return "category columns";
        }

        return "";
    }

    private static bool TellsNullFromNaN(GoldenCase c)
    {
        var list =
            c.Op == "pandas.isin"
                ? c.Params.GetProperty("values").EnumerateArray()
                : c.Params.GetProperty("arg").EnumerateArray().Select(p => p[0]);
        return list.Any(GoldenColumns.IsMissing) && c.Inputs.Any(i => i.GetProperty("dtype").GetString() == "object");
    }

    private static bool IsFittedOnBoth(GoldenCase c) =>
        c.Root.GetProperty("expect").TryGetProperty("state", out var state)
        && state.GetProperty("categories_").EnumerateArray().Any(l => l.EnumerateArray().Count(GoldenColumns.IsMissing) > 1);

    private static bool HasNA(JsonElement column) =>
        column.GetProperty("dtype").GetString() == "Int64" && column.GetProperty("values").EnumerateArray().Any(GoldenColumns.IsMissing);
}
