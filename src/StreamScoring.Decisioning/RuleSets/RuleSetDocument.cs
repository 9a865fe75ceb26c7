using StreamScoring.Decisioning.RuleSets.Reading;
using StreamScoring.Documents;

namespace StreamScoring.Decisioning.RuleSets;

/// <summary>
/// A rule set as it is written: segments, offers, strategies, placements, experiments. Immutable. Structure and the syntax of expressions are checked here; names, types
/// and what belongs together by <see cref="Planning.RuleSetCompiler"/>.
/// </summary>
public sealed class RuleSetDocument
{
    /// <summary>The version of the format that this code reads and writes.</summary>
    public const int FormatVersion = 1;

    internal RuleSetDocument(string file, DocumentMap root, string name) => (File, Root, Name) = (file, root, name);

    /// <summary>The file it came from, as it was named; table files are relative to it.</summary>
    public string File { get; }

    /// <summary>The name of the rule set.</summary>
    public string Name { get; }

    /// <summary>The share of people who get no offers; null for none.</summary>
    public HoldoutRule? Holdout { get; init; }

    /// <summary>The lookup tables, in the order of the document, as all below.</summary>
    public IReadOnlyList<LookupTable> Tables { get; init; } = [];

    /// <summary>The segments.</summary>
    public IReadOnlyList<SegmentRule> Segments { get; init; } = [];

    /// <summary>The offers.</summary>
    public IReadOnlyList<Offer> Offers { get; init; } = [];

    /// <summary>The strategies.</summary>
    public IReadOnlyList<Strategy> Strategies { get; init; } = [];

    /// <summary>The placements.</summary>
    public IReadOnlyList<Placement> Placements { get; init; } = [];

    /// <summary>The experiments.</summary>
    public IReadOnlyList<ExperimentRule> Experiments { get; init; } = [];

    /// <summary>The layers of experiments.</summary>
    public IReadOnlyList<LayerRule> Layers { get; init; } = [];

    /// <summary>The whole document.</summary>
    public DocumentMap Root { get; }

    /// <summary>Reads a rule set from JSON or YAML. All errors come at once.</summary>
    public static DocumentOutcome<RuleSetDocument> Parse(string text, string fileName)
    {
        var parsed = DocumentParser.Parse(text, fileName);
        if (parsed.Value is not { } root)
            return new(null, parsed.Problems);
        var errors = new DocumentErrors(fileName);
        var document = RuleSetReader.Read(root, errors);
        return errors.Outcome(() => document);
    }

    /// <summary>The document as YAML, in the order it was written; comments are not kept.</summary>
    public string ToYaml() => DocumentText.Yaml(Root);

    /// <summary>The document as indented JSON, in the order it was written.</summary>
    public string ToJson() => DocumentText.Json(Root);

    /// <summary>The canonical text: the same for documents that differ in blanks, order of keys and notation only.</summary>
    public string Canonical => CanonicalForm.Of(Root);

    /// <summary>The content hash of the canonical text.</summary>
    public string ContentHash => CanonicalForm.ContentHash(Root);
}
