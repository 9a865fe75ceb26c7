using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets.Reading;

/// <summary>Reads offers.</summary>
internal static class OfferReader
{
    private static readonly string[] Statuses = ["draft", "approved", "archived"];
    private static readonly string[] Kinds = ["html", "json", "image", "text"];

    /// <summary>One offer.</summary>
    public static Offer Read(string id, MapReader reader)
    {
        var name = reader.Filled("name") ?? id;
        reader.RequiredNode("status", "draft, approved or archived");
        var status = reader.Choice("status", Statuses);
        reader.RequiredNode("priority", "an integer; the highest wins");
        var priority = reader.Integer("priority", -1_000_000, 1_000_000) ?? 0;
        var (from, until) = reader.Period();
        var offer = new Offer
        {
            Id = id,
            Name = name,
            Status = (OfferStatus)Math.Max(0, Array.IndexOf(Statuses, status)),
            Priority = (int)priority,
            FromNs = from,
            UntilNs = until,
            Tags = reader.Names("tags", "tag"),
            Attributes = Attributes(reader),
            Eligible = reader.Expression("eligible"),
            Caps = [.. (reader.List("caps") ?? []).Select(reader.Section).OfType<MapReader>().Select(CapReader.Read).OfType<OfferCap>()],
            Budget = reader.Integer("budget", 0),
            Stock = reader.Integer("stock", 0),
            HoldNs = reader.Length("hold") ?? 0,
            Content = Contents(reader),
            Source = reader.Map,
        };
        reader.Text("description");
        reader.Finish();
        return offer;
    }

    private static List<(string, DocumentScalar)> Attributes(MapReader reader)
    {
        var attributes = new List<(string, DocumentScalar)>();
        foreach (var (name, position, node) in reader.Section("attributes")?.Map.Entries ?? [])
        {
            if (!RuleFields.IsName(name))
                reader.Errors.Add(node.Path, position, $"'{name}' is no name for an attribute: use letters, digits, '-', '_' and '.'");
            if (node is DocumentScalar { ScalarKind: not ScalarKind.Null } scalar)
                attributes.Add((name, scalar));
            else
                reader.Errors.Add(node, $"expected text, a number, true or false, found {node.Kind}");
        }

        return attributes;
    }

    private static List<OfferContent> Contents(MapReader reader)
    {
        var contents = new List<OfferContent>();
        if (reader.Section("content") is not { } section)
            return contents;
        if (section.Map.Entries.IsEmpty)
            reader.Errors.Add(section.Map, "expected content by placement; without any, leave out 'content'");
        foreach (var entry in section.Map.Entries)
        {
            if (section.Section(entry.Value) is { } content && Content(entry.Key, content) is { } read)
                contents.Add(read);
        }

        return contents;
    }

    private static OfferContent? Content(string placement, MapReader content)
    {
        var given = Kinds.Where(content.Has).ToList();
        OfferContent? read = null;
        foreach (var kind in given)
        {
            var text = kind == "json" ? CanonicalForm.Of(content.Node(kind)!) : content.Text(kind);
            if (text is not null)
                read = new(placement, (ContentKind)Array.IndexOf(Kinds, kind), text);
        }

        if (given.Count != 1)
            content.Errors.Add(content.Map, $"expected one of {string.Join(", ", Kinds)}, found {(given.Count == 0 ? "none" : "several")}");
        foreach (var kind in Kinds)
            _ = content.Node(kind);
        content.Finish();
        return read;
    }
}
