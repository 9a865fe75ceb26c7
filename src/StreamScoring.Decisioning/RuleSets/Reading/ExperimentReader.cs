using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets.Reading;

/// <summary>Reads experiments.</summary>
internal static class ExperimentReader
{
    private const int MaxArms = 100;

    /// <summary>One experiment.</summary>
    public static ExperimentRule Read(string id, MapReader reader)
    {
        var layer = reader.Filled("layer");
        reader.RequiredNode("salt", "a text that is hashed together with the identity");
        var salt = reader.Filled("salt") ?? "";
        var (rangeFrom, rangeTo) = Range(reader);
        var (from, until) = reader.Period();
        var experiment = new ExperimentRule
        {
            Id = id,
            Layer = layer,
            RangeFrom = rangeFrom,
            RangeTo = rangeTo,
            Salt = salt,
            FromNs = from,
            UntilNs = until,
            Arms = Arms(reader),
            Placements = reader.RequiredNames("placements", "placement"),
            When = reader.Expression("when"),
            Source = reader.Map,
        };
        reader.Text("description");
        reader.Finish();
        return experiment;
    }

    private static (double From, double To) Range(MapReader reader)
    {
        if (reader.Node("range") is not { } node)
            return (0, 1);
        if (
            node is DocumentList { Items: [DocumentScalar { Number: { } from }, DocumentScalar { Number: { } to }] }
            && from >= 0
            && from < to
            && to <= 1
        )
            return (from, to);
        reader.Errors.Add(node, "expected a range of people such as [0, 0.5]: two numbers from 0 to 1, the second the larger");
        return (0, 1);
    }

    private static List<ArmRule> Arms(MapReader reader)
    {
        var arms = new List<ArmRule>();
        if (reader.RequiredNode("arms", "a list of {name, weight, strategies}") is not { } node || reader.List("arms") is not { } items)
            return arms;
        if (items.Count is < 2 or > MaxArms)
            reader.Errors.Add(node, $"an experiment has 2 to {MaxArms} arms");
        foreach (var arm in items.Select(reader.Section).OfType<MapReader>())
        {
            var name = arm.RequiredText("name", "a name for the arm");
            if (name is not null && !RuleFields.IsName(name))
                arm.Errors.Add(arm.Map["name"]!, $"'{name}' is no name for an arm: use letters, digits, '-', '_' and '.'");
            if (name is not null && arms.Exists(a => string.Equals(a.Name, name, StringComparison.Ordinal)))
                arm.Errors.Add(arm.Map["name"]!, $"two arms have the name '{name}'");
            arm.RequiredNode("weight", "an integer; arms share the people by their weights");
            var weight = arm.Integer("weight", 0, 1_000_000);
            var strategies = arm.RequiredNames("strategies", "strategy");
            arm.Text("description");
            arm.Finish();
            if (name is not null)
                arms.Add(new(name, (int)(weight ?? 0), strategies, arm.Map));
        }

        return arms;
    }
}
