using System.Text.Json;
using StreamScoring.Documents;

namespace StreamScoring.Tests.Graphs.Nodes;

/// <summary>The parameters of a case as a graph document has them.</summary>
internal static class LiveParams
{
    public static DocumentMap Of(GoldenCase c)
    {
        var parameters = DocumentParser.Parse(c.Params.GetRawText(), "case.json").Require();
        // isna of a whole frame: a graph names its columns.
        if (c.Op == "pandas.isna" && parameters["cols"] is null)
            parameters = parameters.With("cols", DocumentBuilding.Node(c.Inputs.Select(i => i.GetProperty("name").GetString())));
        return parameters;
    }

    /// <summary>A fitted encoder: categories and infrequent ones come from the state, options from the arguments.</summary>
    public static DocumentMap OfEncoder(GoldenCase c)
    {
        var kw = DocumentParser.Parse(c.Params.GetProperty("kw").GetRawText(), "case.json").Require();
        var state = State(c);
        var entries = new List<(string, object?)>
        {
            ("cols", c.Inputs.Select(i => i.GetProperty("name").GetString())),
            ("into", "encoded"),
            ("dtype", "float64"),
        };
        entries.Add(("categories", state.GetProperty("categories_").EnumerateArray().Select(Cells)));
        if (state.TryGetProperty("infrequent_categories_", out var rare))
            entries.Add(("infrequent_categories", rare.EnumerateArray().Select(Cells)));
        foreach (var option in kw.Entries.Where(e => e.Key is "handle_unknown" or "drop"))
            entries.Add((option.Key, option.Value));
        return DocumentBuilding.Map(entries);
    }

    // A case that fails has no state: the categories are the sorted values of the frame it was fitted on.
    private static JsonElement State(GoldenCase c)
    {
        if (c.Root.GetProperty("expect").TryGetProperty("state", out var state))
            return state;
        var fit = c.Root.GetProperty("fit").GetProperty("columns").EnumerateArray();
        var categories = fit.Select(f =>
            f.GetProperty("values").EnumerateArray().Select(v => v.GetString()).Distinct().Order(StringComparer.Ordinal)
        );
        return JsonSerializer.SerializeToElement(new { categories_ = categories });
    }

    private static IEnumerable<object?> Cells(JsonElement list) =>
        list.ValueKind == JsonValueKind.Null
            ? []
            : list.EnumerateArray().Select(v => (object?)DocumentParser.Parse($"{{\"v\": {v.GetRawText()}}}", "v.json").Require()["v"]);
}
