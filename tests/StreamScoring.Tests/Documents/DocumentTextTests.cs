using CsCheck;
using StreamScoring.Documents;
using Xunit;

namespace StreamScoring.Tests.Documents;

public sealed class DocumentTextTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String[Gen.Char["abcxyz019 -_.:,#&*!|>'\"%@`{}[]?\\~\n\t\r"], 0, 12],
        Const(
            "yes",
            "no",
            "null",
            "~",
            "true",
            "1",
            "1.0",
            "1e3",
            ".5",
            "0x1",
            "0o7",
            ".nan",
            "",
            " a",
            "a ",
            "a: b",
            "- a",
            "# c",
            "<<",
            "=",
            "é😀",
            "\u2028",
            "\u0085",
            "\ufeffx",
            "\0",
            "\u007f",
            "---",
            "...",
            "y",
            "@x"
        ),
        Gen.Char.Where(c => !char.IsSurrogate(c)).Select(c => c.ToString())
    );

    private static readonly Gen<object?> Scalars = Gen.OneOf(
        Texts.Select(t => (object?)t),
        Gen.Long.Select(l => (object?)l),
        Gen.Double.Select(d => (object?)d),
        Const<object?>(null, true, false, double.NaN, double.PositiveInfinity, -0.0, 0L, 1e16, 1.0)
    );

    private static Gen<T> Const<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<object?> Trees(int depth) =>
        depth == 0
            ? Scalars
            : Gen.Frequency(
                (2, Scalars),
                (1, Trees(depth - 1).List[0, 4].Select(l => (object?)l)),
                (
                    2,
                    Gen.Select(Texts, Trees(depth - 1))
                        .List[0, 4]
                        .Select(l => (object?)DocumentBuilding.Map(l.DistinctBy(e => e.Item1).Select(e => (e.Item1, e.Item2))))
                )
            );

    [Fact]
    public void Any_document_reads_back_from_yaml_and_json_as_it_was()
    {
        var nested = 0;
        Trees(3)
            .Sample(
                tree =>
                {
                    var root = DocumentBuilding.Map(("root", tree), ("k", 1));
                    if (tree is DocumentMap { Entries.Length: > 0 })
                        Interlocked.Increment(ref nested);
                    var canonical = CanonicalForm.Of(root);
                    Assert.Equal(canonical, CanonicalForm.Of(DocumentParser.Parse(DocumentText.Yaml(root), "x.yaml").Require()));
                    Assert.Equal(canonical, CanonicalForm.Of(DocumentParser.Parse(DocumentText.Json(root), "x.json").Require()));
                    Assert.Equal(canonical, CanonicalForm.Of(DocumentParser.Parse(canonical, "x.json").Require()));
                },
                iter: 5000
            );
        Assert.True(nested > 500, $"only {nested} documents were nested");
    }

    [Fact]
    public void Damaged_documents_give_errors_and_never_an_exception()
    {
        var refused = 0;
        Gen.Select(Trees(2), Gen.Int[0, 400], Gen.Char["{}[]:,-&*!'\"\n\t\0x1?|>%@"], Gen.Bool)
            .Sample(
                (tree, at, c, yaml) =>
                {
                    var root = DocumentBuilding.Map(("root", tree));
                    var text = yaml ? DocumentText.Yaml(root) : DocumentText.Json(root);
                    at = Math.Min(at, text.Length);
                    var outcome = DocumentParser.Parse(text.Insert(at, c.ToString()), yaml ? "x.yaml" : "x.json");
                    if (outcome.Value is null)
                        Interlocked.Increment(ref refused);
                    Assert.Equal(outcome.Value is null, outcome.Errors.Count > 0);
                },
                iter: 5000
            );
        Assert.True(refused > 500, $"only {refused} were refused");
    }
}
