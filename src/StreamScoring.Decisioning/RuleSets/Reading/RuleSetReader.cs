using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets.Reading;

/// <summary>Reads the structure of a rule set.</summary>
internal static class RuleSetReader
{
    private const int MaxSegments = 20_000;
    private const int MaxOffers = 10_000;
    private const int MaxOthers = 1_000;

    /// <summary>
    /// The rule set. Where something is wrong, the rest is still read, so that the checks which follow can add what they find; the result is used for nothing else then.
    /// </summary>
    public static RuleSetDocument Read(DocumentMap root, DocumentErrors errors)
    {
        var reader = new MapReader(root, errors);
        var name = reader.RequiredText("rules", "the name of the rule set") ?? "";
        if (name.Length > 0 && !RuleFields.IsName(name))
            errors.Add(root["rules"]!, $"'{name}' is no name: use letters, digits, '-', '_' and '.', at most 100 of them");
        if (reader.RequiredNode("version", $"the version of the format, {RuleSetDocument.FormatVersion}") is not null)
            reader.Integer("version", RuleSetDocument.FormatVersion, RuleSetDocument.FormatVersion);
        reader.Text("description");
        var document = new RuleSetDocument(errors.File, root, name)
        {
            Holdout = Holdout(reader),
            Tables = [.. reader.Named("tables", "a table", MaxOthers).Select(t => TableReader.Read(t.Name, t.Reader))],
            Segments = [.. reader.Named("segments", "a segment", MaxSegments).Select(s => Segment(s.Name, s.Reader))],
            Offers = [.. reader.Named("offers", "an offer", MaxOffers).Select(o => OfferReader.Read(o.Name, o.Reader))],
            Strategies = [.. reader.Named("strategies", "a strategy", MaxOthers).Select(s => StrategyReader.Read(s.Name, s.Reader))],
            Placements = [.. reader.Named("placements", "a placement", MaxOthers).Select(p => Placement(p.Name, p.Reader))],
            Experiments = [.. reader.Named("experiments", "an experiment", MaxOthers).Select(e => ExperimentReader.Read(e.Name, e.Reader))],
            Layers = [.. reader.Named("layers", "a layer", MaxOthers).Select(l => Layer(l.Name, l.Reader))],
        };
        reader.Finish();
        return document;
    }

    private static HoldoutRule? Holdout(MapReader reader)
    {
        if (reader.Section("holdout") is not { } holdout)
            return null;
        holdout.RequiredNode("share", "the share of people without offers, such as 0.05");
        holdout.RequiredNode("salt", "a text that is hashed together with the identity");
        var read = new HoldoutRule(holdout.Share("share") ?? 0, holdout.Filled("salt") ?? "", holdout.Map);
        holdout.Text("description");
        holdout.Finish();
        return read;
    }

    private static SegmentRule Segment(string id, MapReader reader)
    {
        var segment = new SegmentRule(
            id,
            reader.Filled("name") ?? id,
            reader.RequiredExpression("when", "an expression that holds for the segment's members"),
            reader.Expression("score"),
            reader.Map
        );
        reader.Text("description");
        reader.Finish();
        return segment;
    }

    private static Placement Placement(string id, MapReader reader)
    {
        var fallback = reader.Filled("fallback");
        var placement = new Placement(
            id,
            reader.RequiredExpression("when", "an expression that holds for the events at which this placement is decided"),
            (int)(reader.Integer("items", 1, 100) ?? 1),
            reader.Filled("distinct"),
            reader.RequiredNames("strategies", "strategy"),
            fallback is RuleSets.Placement.NoFallback ? null : fallback,
            reader.Map
        );
        reader.Text("description");
        reader.Finish();
        return placement;
    }

    private static LayerRule Layer(string id, MapReader reader)
    {
        reader.RequiredNode("salt", "a text that is hashed together with the identity");
        var layer = new LayerRule(id, reader.Filled("salt") ?? "", reader.Map);
        reader.Text("description");
        reader.Finish();
        return layer;
    }
}
