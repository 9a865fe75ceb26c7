using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets.Reading;

/// <summary>Reads strategies.</summary>
internal static class StrategyReader
{
    /// <summary>One strategy.</summary>
    public static Strategy Read(string id, MapReader reader)
    {
        var collect = reader.RequiredNames("collect", "tag");
        var eligible = reader.Expression("eligible");
        var rank = Rank(reader);
        var explore = 0.0;
        if (reader.Section("explore") is { } section)
        {
            section.RequiredNode("share", "the share of decisions made by chance, such as 0.1");
            explore = section.Share("share") ?? 0;
            section.Finish();
        }

        reader.Text("description");
        reader.Finish();
        return new(id, collect, eligible, rank, explore, reader.Map);
    }

    private static Ranking Rank(MapReader reader)
    {
        const string expected = "priority, {formula: expression} or {score: {service, output}}";
        var node = reader.RequiredNode("rank", expected);
        if (node is DocumentScalar { Value: "priority" } or null)
            return new(RankKind.Priority, null, null, null, node ?? reader.Map);
        if (node is not DocumentMap map)
        {
            reader.Errors.Add(node, $"expected {expected}");
            return new(RankKind.Priority, null, null, null, node);
        }

        var rank = new MapReader(map, reader.Errors);
        var formula = rank.Expression("formula");
        var score = rank.Section("score");
        if (rank.Has("formula") == rank.Has("score"))
            reader.Errors.Add(node, $"expected {expected}");
        rank.Finish();
        if (score is null)
            return new(formula is null ? RankKind.Priority : RankKind.Formula, formula, null, null, node);
        var (service, output) = (score.RequiredText("service", "the name of a service"), score.Filled("output"));
        score.Finish();
        return new(RankKind.Score, null, service ?? "", output, score.Map);
    }
}
