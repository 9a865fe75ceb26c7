namespace StreamScoring.Documents;

/// <summary>Reads JSON (RFC 8259) and YAML (1.2, core schema) into one kind of tree.</summary>
public static class DocumentParser
{
    /// <summary>
    /// Reads a document whose root is a map. JSON when <paramref name="file"/> ends in <c>.json</c>, YAML when it ends in <c>.yaml</c> or <c>.yml</c>; otherwise JSON when
    /// the text begins with a brace. Duplicate keys, several documents, unknown anchors, foreign tags and exceeded limits are errors.
    /// </summary>
    public static DocumentOutcome<DocumentMap> Parse(string text, string file)
    {
        var errors = new DocumentErrors(file);
        if (text.Length > DocumentLimits.MaxCharacters)
        {
            errors.Add("$", new(1, 1), $"the document has {text.Length} characters; at most {DocumentLimits.MaxCharacters} are read");
            return errors.Outcome<DocumentMap>(() => null!);
        }

        var root = IsJson(text, file) ? new JsonReader(text, errors).Read() : new YamlReader(text, errors).Read();
        if (root is not null and not DocumentMap)
            errors.Add(root, $"a document must be a map of keys to values, but this is {root.Kind}");
        return errors.Outcome(() => (DocumentMap)root!);
    }

    private static bool IsJson(string text, string file)
    {
        if (file.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return true;
        if (file.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
            return false;
        return text.AsSpan().TrimStart('\uFEFF').TrimStart().StartsWith("{", StringComparison.Ordinal);
    }
}
