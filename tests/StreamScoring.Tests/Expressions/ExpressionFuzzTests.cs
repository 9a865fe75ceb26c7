using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Parsing;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.PqlJson;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Expressions;

/// <summary>Nothing that can be typed brings the parser, the checker or the evaluator down.</summary>
public sealed class ExpressionFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Pieces =
    [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ".",
        ":",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "%",
        "!",
        "^",
        "$1",
        "@{x}",
        "=>",
        "\"",
        "\\",
        "`",
        "'",
        "1",
        "2.5E3",
        "a",
        "xEvent",
        "timestamp",
        "and",
        "or",
        "not",
        "in",
        "notIn",
        "like",
        "matches",
        "occurs",
        "before",
        "after",
        "between",
        "today",
        "now",
        "last",
        "month",
        "days",
        "select",
        "X",
        "from",
        "where",
        "exists",
        "forall",
        "let",
        "sum",
        "over",
        "if",
        "CHAIN",
        "WHAT",
        "WHEN",
        "COUNT",
        "ABSENT",
        "FOR",
        "score",
        "count",
        "groupBy",
        "\"text\"",
        "\"(a+)+\"",
        "null",
        "true",
        " ",
    ];

    [Fact]
    public void Random_bytes_give_an_error_with_a_position_or_an_expression()
    {
        var random = new Random(20261125);
        var corpus = GoldenFolders
            .Find("golden-pql/corpus.jsonl")
            .SelectMany(File.ReadLines)
            .Select(l => (string)JsonNode.Parse(l)!["expr"]!)
            .ToList();
        var (read, planned, halves) = (0, 0, 0);
        var evaluator = new Evaluator(new ExpressionLimits { MaxSteps = 10_000 });
        evaluator.Input.Root = JsonValues.Parse("""{"a":[1,{"a":"x"}],"timestamp":"2026-03-11T09:00:00Z"}""");
        evaluator.Input.Events = JsonValues.Parse("""[{"a":1,"timestamp":"2026-03-11T09:00:00Z"},{"a":2}]""");
        for (var i = 0; i < 100_000; i++)
        {
            var text = (i % 3) switch
            {
                0 => Encoding.UTF8.GetString(Bytes(random, random.Next(1, 60))),
                // The same bytes as UTF-16 units: controls, letters of all scripts, halves of surrogate pairs.
                1 => random.Next(2) == 0
                    ? new string(MemoryMarshal.Cast<byte, char>(Bytes(random, 2 * random.Next(1, 40))))
                    : Halves(random, Mutated(random, corpus[random.Next(corpus.Count)])),
                _ => Mutated(random, corpus[random.Next(corpus.Count)]),
            };
            var before = GC.GetAllocatedBytesForCurrentThread();
            var parsed = ExpressionParser.Parse(text);
            Assert.True(
                GC.GetAllocatedBytesForCurrentThread() - before < 200_000 + (2_000 * text.Length),
                $"a large allocation for {text}"
            );
            Check(text, parsed.Value is null, parsed.Errors);
            halves += HasHalf(text) ? 1 : 0;
            Assert.False(parsed.Value is not null && HasHalf(text), $"read with half of a surrogate pair: {text}");
            JsonFormReader.Read(text);
            if (parsed.Value is not { } node)
                continue;
            read++;
            Assert.Equal(node, ExpressionParser.Parse(SyntaxPrinter.Print(node)).Require());
            var plan = ExpressionCompiler.Compile(text);
            Check(text, plan.Value is null, plan.Errors);
            if (plan.Value is null)
                continue;
            planned++;
            evaluator.Evaluate(plan.Value);
            Assert.True(plan.Value.CostBound(1_000, 100) > 0);
        }

        output.WriteLine($"100000 texts, {read} of them expressions, {planned} planned and evaluated");
        Assert.InRange(read, 3_000, 95_000);
        Assert.True(planned > 2_000, $"{planned}");
        Assert.True(halves > 5_000, $"only {halves} held half of a surrogate pair");
    }

    [Theory]
    [InlineData("(", "a", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("not ", "a", "")]
    [InlineData("-", "a", "")]
    [InlineData("!", "a", "")]
    [InlineData("f(", "1", ")")]
    [InlineData("if(a, ", "1", ", 2)")]
    [InlineData("a[", "a", "]")]
    [InlineData("a.filter(", "a", ")")]
    [InlineData("", "a", ".a")]
    [InlineData("", "a", "[a]")]
    [InlineData("", "a", ".count()")]
    [InlineData("", "1", " + 1")]
    [InlineData("", "a", " = a")]
    [InlineData("a and ", "a", "")]
    [InlineData("a and (a or ", "a", ")")]
    [InlineData("let a = ", "1", " in a")]
    [InlineData("let a = 1 in ", "a", "")]
    [InlineData("(a) => ", "a", "")]
    [InlineData("select a from ", "a", "")]
    [InlineData("select a from a where ", "a", "")]
    [InlineData("exists a from a where ", "a", ", b from a")]
    [InlineData("sum (", "a", ") over a from a")]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(", "a", ")])")]
    [InlineData("a occurs before ", "a", "")]
    [InlineData("(a occurs between ", "a", " and a)")]
    [InlineData("^", "a", "")]
    public void Nesting_without_end_is_refused_or_read(string open, string core, string close)
    {
        foreach (var depth in new[] { 10, 200, 2_000, 60_000, 1_000_000 })
        {
            var text = string.Concat(Enumerable.Repeat(open, depth)) + core + string.Concat(Enumerable.Repeat(close, depth));
            var before = GC.GetAllocatedBytesForCurrentThread();
            var plan = ExpressionCompiler.Compile(text);
            Assert.True(
                GC.GetAllocatedBytesForCurrentThread() - before < 5_000_000 + (2_000L * text.Length),
                $"a large allocation at depth {depth}"
            );
            Check(text, plan.Value is null, plan.Errors);
            if (text.Length > ExpressionLimits.Default.MaxTextLength)
                Assert.Contains("characters; 65536 are allowed", Assert.Single(plan.Errors).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Random_patterns_are_refused_or_compiled()
    {
        var random = new Random(20261125);
        string[] pieces =
        [
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "*",
            "+",
            "?",
            "|",
            "^",
            "$",
            ".",
            "\\",
            "\\Q",
            "\\E",
            "\\p{L}",
            "\\u",
            "\\x",
            "d",
            "a-z",
            "&&",
            "(?i)",
            "(?:",
            "(?<n>",
            "1",
            ",",
            "😀",
            "é",
            "-",
            " ",
            "#",
            "(?x)",
        ];
        var compiled = 0;
        var evaluator = new Evaluator { Input = { Root = JsonValues.Parse("""{"a":"aé😀d1-z{"}""") } };
        for (var i = 0; i < 20_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var text = $"a.matches({SyntaxPrinter.Quote(pattern)}) or a.regexGroup({SyntaxPrinter.Quote(pattern)}, 0).isNull()";
            var plan = ExpressionCompiler.Compile(text);
            Check(text, plan.Value is null, plan.Errors);
            if (plan.Value is null)
            {
                Assert.All(plan.Errors, e => Assert.DoesNotContain("this is no regular expression", e.Message, StringComparison.Ordinal));
                continue;
            }

            compiled++;
            Assert.True(evaluator.Test(plan.Value), text);
        }

        Assert.InRange(compiled, 2_000, 19_000);
    }

    [Theory]
    [InlineData("a.matches(\"(((a{0,100}){0,100}){0,100}){0,100}\")")]
    [InlineData("a.matches(\"(a+)+$\")")]
    [InlineData("a.matches(\"(\\\\d+|\\\\w+)*x\")")]
    public void A_pattern_that_explodes_elsewhere_is_refused_or_linear(string text)
    {
        var plan = ExpressionCompiler.Compile(text);
        Check(text, plan.Value is null, plan.Errors);
        if (plan.Value is null)
            return;
        var evaluator = new Evaluator();
        evaluator.Input.Root = JsonValues.Parse($$"""{"a":"{{new string('a', 20_000)}}!"}""");
        Assert.False(evaluator.Test(plan.Value));
    }

    [Fact]
    public void Json_without_end_is_refused()
    {
        foreach (var depth in new[] { 10, 200, 10_000 })
        {
            var json =
                string.Concat(Enumerable.Repeat("""{"nodeType":"fieldLookup","fieldName":"a","object":""", depth))
                + """{"nodeType":"parameterReference","position":1}"""
                + new string('}', depth);
            Assert.Equal(depth < 100, JsonFormReader.Read(json).Value is not null);
        }

        Assert.NotEmpty(JsonFormReader.Read("""{"nodeType":"literal","literalType":"String","value":"\ud800"}""").Errors);
    }

    private static void Check(string text, bool refused, IReadOnlyList<ExpressionError> errors)
    {
        Assert.Equal(refused, errors.Count > 0);
        foreach (var error in errors)
            Assert.True(
                error.Span.Start >= 0
                    && error.Span.Start <= text.Length
                    && error.Line >= 1
                    && error.Column >= 1
                    && error.Message.Length > 0
                    && error.Excerpt.Length < 500,
                error.ToString()
            );
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static bool HasHalf(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }

        return false;
    }

    private static string Halves(Random random, string text) =>
        text.Insert(
            random.Next(text.Length),
            random.Next(2) == 0 ? ((char)random.Next(0xD800, 0xE000)).ToString() : $"\"\\u{random.Next(0xD800, 0xE000):x4}\""
        );

    private static string Mutated(Random random, string text)
    {
        for (var times = random.Next(1, 4); times > 0 && text.Length > 1; times--)
        {
            var (at, length) = (random.Next(text.Length), random.Next(1, 6));
            length = Math.Min(length, text.Length - at);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(random.Next(text.Length), text.Substring(at, length)),
                2 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                _ => text.Remove(at, 1).Insert(at, ((char)random.Next(1, 0x2100)).ToString()),
            };
        }

        return text;
    }
}
