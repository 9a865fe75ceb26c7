using StreamScoring.Documents;
using Xunit;

namespace StreamScoring.Tests.Documents;

public sealed class CanonicalFormTests
{
    [Fact]
    public void Spelling_and_order_do_not_count()
    {
        var yaml = DocumentParser.Parse("b: [1, 2.50, 0x10]\n# why\na: 'x'\n", "x.yaml").Require();
        var json = DocumentParser.Parse("""{"a": "\u0078", "b": [1, 2.5, 16]}""", "x.json").Require();
        Assert.Equal("""{"a":"x","b":[1,2.5,16]}""", CanonicalForm.Of(yaml));
        Assert.Equal(CanonicalForm.ContentHash(yaml), CanonicalForm.ContentHash(json));
    }

    [Fact]
    public void Keys_sort_by_utf16_code_units_as_rfc_8785_says()
    {
        var map = DocumentBuilding.Map(("\uFB33", 1), ("😀", 2), ("é", 3), ("a", 4), ("\r", 5), ("1", 6));
        Assert.Equal("{\"\\r\":5,\"1\":6,\"a\":4,\"é\":3,\"😀\":2,\"\uFB33\":1}", CanonicalForm.Of(map));
    }

    [Fact]
    public void An_integer_is_no_float() =>
        Assert.NotEqual(
            CanonicalForm.ContentHash(DocumentBuilding.Map(("a", 1))),
            CanonicalForm.ContentHash(DocumentBuilding.Map(("a", 1.0)))
        );

    [Fact]
    public void The_hash_is_sha256_of_the_text() =>
        Assert.Equal(
            "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            CanonicalForm.ContentHash(DocumentBuilding.Map())
        );
}
