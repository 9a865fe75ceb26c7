using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;
using Xunit;

namespace StreamScoring.Tests.Expressions;

/// <summary>Regular expressions are Java's: over characters, not over UTF-16 units.</summary>
public sealed class JavaPatternTests
{
    [Theory]
    [InlineData("😁", "[😀]", false)]
    [InlineData("😁", "[^😀]", true)]
    [InlineData("😀", "[^😀]", false)]
    [InlineData("é😀", "^..$", true)]
    [InlineData("é😀", "^.{2}$", true)]
    [InlineData("é😀", "^...$", false)]
    [InlineData("😁", "[😀-😂]", true)]
    [InlineData("😃", "[😀-😂]", false)]
    [InlineData("😀😀", "^😀+$", true)]
    [InlineData("😀😁", "^😀+$", false)]
    [InlineData("😀", "^\\ud83d\\ude00$", true)]
    [InlineData("😀", "^\\x{1F600}$", true)]
    [InlineData("𐀀", "[\\x{FFFF}-\\x{10FFFF}]", true)]
    [InlineData("\U0010FFFF", "^[\\x{10400}-\\x{10FFFF}]$", true)]
    [InlineData("𐏿", "[\\x{10400}-\\x{10FFFF}]", false)]
    [InlineData("a😀b", "^a\\Wb$", true)]
    [InlineData("a😀b", "^a\\Sb$", true)]
    [InlineData("😀", "^\\P{L}$", true)]
    [InlineData("😀", "^\\P{L}{2}$", false)]
    [InlineData("É", "(?i)é", false)]
    [InlineData("E", "(?i)e", true)]
    [InlineData("É", "(?iu)é", true)]
    [InlineData("É", "(?iu)[^é]", false)]
    [InlineData("A", "(?i)[^a]", false)]
    [InlineData("aB", "^a(?i)b$", true)]
    [InlineData("AB", "^a(?i)b$", false)]
    [InlineData("AB", "^(?i:a)B$", true)]
    [InlineData("Ab", "^(?i:a)B$", false)]
    [InlineData("aC", "^(?:a(?i)b|c)$", false)]
    [InlineData("C", "^(?:a(?i)b|c)$", true)]
    [InlineData("a\rb", "a.b", false)]
    [InlineData("a\rb", "(?s)a.b", true)]
    [InlineData("a\rb", "(?d)a.b", true)]
    [InlineData("a\u2028b", "a.b", false)]
    [InlineData("a\nb", "(?m)^b$", true)]
    [InlineData("a\nb", "^b$", false)]
    [InlineData("5", "[0-9&&[^5]]", false)]
    [InlineData("6", "[0-9&&[^5]]", true)]
    [InlineData("x", "[a-c[x-z]]", true)]
    [InlineData("d", "[a-c[x-z]]", false)]
    [InlineData("]", "[]a]", true)]
    [InlineData("b", "[^]a]", true)]
    [InlineData("-", "[a-]", true)]
    [InlineData("ab", "(?x) a b # both", true)]
    [InlineData("a b", "(?x) a \\  b", true)]
    [InlineData("é", "^\\p{L}$", true)]
    [InlineData("é", "\\p{Alpha}", false)]
    [InlineData("é", "\\p{IsLatin}", true)]
    [InlineData("γ", "\\p{InGreek}", true)]
    [InlineData("Q", "\\pL", true)]
    [InlineData("a.b*c", "\\Q.b*\\E", true)]
    [InlineData("axb", "\\Q.b\\E", false)]
    [InlineData("a\u000Bb", "a\\vb", true)]
    [InlineData("a\u00A0b", "a\\hb", true)]
    [InlineData("a\r\nb", "^a\\Rb$", true)]
    [InlineData("A", "^\\0101$", true)]
    [InlineData("aaa", "^a{2,3}$", true)]
    [InlineData("aaaa", "^a{2,3}$", false)]
    [InlineData("", "^$", true)]
    [InlineData("ab", "^(?<first>a)(b)$", true)]
    public void A_text_matches_as_in_Java(string text, string pattern, bool matches)
    {
        var plan = ExpressionCompiler.Compile($"t.matches({SyntaxPrinter.Quote(pattern)})").Require();
        var evaluator = new Evaluator { Input = { Root = Root(text) } };
        Assert.Equal(matches, evaluator.Test(plan));
    }

    [Theory]
    [InlineData("x😀y", "(.)y", 1, "😀")]
    [InlineData("x😀y", "x(.*)$", 1, "😀y")]
    [InlineData("ab", "(?<second>b)|(a)", 2, "a")]
    [InlineData("ab", "(?<first>a)(b)", 1, "a")]
    [InlineData("ab", "(?<first>a)(b)", 2, "b")]
    [InlineData("aab", "(a+?)", 1, "a")]
    [InlineData("b", "(a)|b", 1, null)]
    public void A_group_is_whole_characters_and_counted_by_its_bracket(string text, string pattern, int group, string? found)
    {
        var plan = ExpressionCompiler.Compile($"t.regexGroup({SyntaxPrinter.Quote(pattern)}, {group})").Require();
        var value = new Evaluator { Input = { Root = Root(text) } }.Evaluate(plan);
        Assert.Equal(found, value.IsNull ? null : ValueJson.TextOf(value));
    }

    [Theory]
    [InlineData("(?<=a)b", "backtracking")]
    [InlineData("a(?!b)", "backtracking")]
    [InlineData("(?>a)", "backtracking")]
    [InlineData("(a)\\1", "back-reference")]
    [InlineData("(?<n>a)\\k<n>", "back-reference")]
    [InlineData("a*+", "possessive")]
    [InlineData("a**", "behind another")]
    [InlineData("*a", "behind nothing")]
    [InlineData("a{", "expected a count")]
    [InlineData("{a", "write \\\\{")]
    [InlineData("a{3,2}", "from 3 to")]
    [InlineData("[b-a]", "lower one")]
    [InlineData("[a", "no closing ']'")]
    [InlineData("(a", "no closing ')'")]
    [InlineData("a)", "closes nothing")]
    [InlineData("a\\", "ends with a backslash")]
    [InlineData("\\p{Nonsense}", "no class of characters")]
    [InlineData("\\q", "not known")]
    [InlineData("\\ud83d", "half of a surrogate pair")]
    [InlineData("(?U)a", "flag U")]
    [InlineData("(?z)a", "'z' is no flag")]
    [InlineData("[a&&]", "both sides")]
    [InlineData("\\G", "not supported")]
    public void What_cannot_be_read_is_pointed_at(string pattern, string message) =>
        Assert.Contains(
            message,
            Assert.Single(ExpressionCompiler.Compile($"t.matches({SyntaxPrinter.Quote(pattern)})").Errors).Message,
            StringComparison.Ordinal
        );

    private static Value Root(string text) => JsonValues.Parse(new System.Text.Json.Nodes.JsonObject { ["t"] = text }.ToJsonString());
}
