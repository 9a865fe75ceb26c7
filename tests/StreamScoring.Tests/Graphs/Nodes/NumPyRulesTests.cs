using System.Text;
using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Nodes.Values;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.Graphs.Nodes;

public sealed class NumPyRulesTests
{
    [Theory]
    [InlineData("compare", """{"col": "x", "cmp": "le", "value": 0.1}""", "true")]
    [InlineData("compare", """{"col": "x", "cmp": "eq", "value": 0.1}""", "true")]
    [InlineData("arith", """{"fn": "sub", "left": "x", "value": 0.1}""", "0")]
    [InlineData("arith", """{"fn": "mul", "left": "x", "value": 3}""", "0.30000001192092896")]
    [InlineData("clip", """{"cols": "x", "upper": 0.1}""", "0.10000000149011612")]
    public void A_constant_beside_float32_is_float32_as_in_numpy_2(string op, string parameters, string expected) =>
        Assert.Equal(expected, One("Pandas", op, parameters, ColumnType.Float32, c => ((ValueColumn<float>)c).Set(0, 0.1f)));

    [Fact]
    public void A_float32_category_is_found() =>
        Assert.Equal(
            "1",
            One(
                "OneHotEncoder",
                "",
                """{"cols": "x", "categories": [0.1, 0.2], "into": "o"}""",
                ColumnType.Float32,
                c => ((ValueColumn<float>)c).Set(0, 0.1f)
            )
        );

    [Theory]
    [InlineData("a|b|", "zzz", true)]
    [InlineData("(?P<word>ab)c", "xabcx", true)]
    [InlineData("^a{,2}$", "aa", true)]
    [InlineData("^a{,2}$", "aaa", false)]
    [InlineData("b\\Z", "ab\n", false)]
    [InlineData("b$", "ab\n", true)]
    [InlineData("\\d+", "٣", true)]
    [InlineData("İ|😀", "x😀y", true)]
    public void Patterns_mean_what_they_mean_in_python(string pattern, string text, bool found) =>
        Assert.Equal(found, TextSearch.Compile(pattern, true, true, out _)!.IsIn(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Quarters_are_right_in_all_months()
    {
        var map = DocumentParser.Parse("""{"cols": "x", "attrs": "quarter"}""", "p.json").Require();
        DateTime Month(int i) => new(2024, i + 1, 1, 0, 0, 0, DateTimeKind.Utc);
        void Fill(Column column, int _, int row) => ((ValueColumn<long>)column).Set(row, (Month(row) - DateTime.UnixEpoch).Ticks * 100);
        using var run = NodeRun.Compile("Pandas", "dt", map, [("x", ColumnShape.Scalar(ColumnType.Timestamp))], 12, Fill).Require();
        run.Run();
        var quarters = (ValueColumn<long>)run.Runner.Column("quarter");
        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], Enumerable.Range(0, 12).Select(i => quarters[i]));
    }

    [Fact]
    public void A_warmed_pattern_allocates_nothing()
    {
        Assert.Null(TextSearch.Compile("(.*a.{30}){50}", true, true, out var error));
        Assert.Contains("states", error, StringComparison.Ordinal);
        var search = TextSearch.Compile("(Chrome|CriOS)/(7[0-9]|8[0-9])\\b", true, false, out _)!;
        byte[][] texts = [.. Enumerable.Range(0, 100).Select(i => Encoding.UTF8.GetBytes(new string('x', i * 20) + "CHROME/" + i + " é"))];
        var found = 0;
        var allocated = SteadyAllocation.Least(() =>
        {
            found = 0;
            foreach (var text in texts)
                found += search.IsIn(text) ? 1 : 0;
        });
        Assert.Equal(20, found);
        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData("ΑΣ", "ας")]
    [InlineData("ΑΣ.", "ας.")]
    [InlineData("ΑΣΑ", "ασα")]
    [InlineData("Σ", "σ")]
    [InlineData("Α'Σ", "α'ς")]
    [InlineData("ΑΣ'Β", "ασ'β")]
    [InlineData("İI", "i\u0307i")]
    [InlineData("ȺȾ", "ⱥⱦ")]
    [InlineData("ẞ", "ß")]
    public void Lower_case_is_unicode_s_full_mapping(string text, string expected)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var target = new byte[PythonText.MaxLowerLength(utf8.Length)];
        Assert.Equal(expected, Encoding.UTF8.GetString(target, 0, PythonText.Lower(utf8, target)));
    }

    [Theory]
    [InlineData(1e16, "1e+16")]
    [InlineData(123456789012345680.0, "1.2345678901234568e+17")]
    [InlineData(9999999999999998.0, "9999999999999998.0")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001234, "1.234e-05")]
    [InlineData(-1.5e-300, "-1.5e-300")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(0.1, "0.1")]
    [InlineData(100, "100.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void Floats_are_written_as_python_writes_them(double value, string expected)
    {
        Span<byte> target = stackalloc byte[PythonNumbers.MaxLength];
        Assert.Equal(expected, Encoding.UTF8.GetString(target[..PythonNumbers.Write(value, target)]));
    }

    [Theory]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1__0")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("0x10")]
    [InlineData("1,0")]
    [InlineData("+-1")]
    [InlineData("--1")]
    [InlineData("1e")]
    [InlineData("$1")]
    public void What_python_does_not_read_as_a_float_is_refused(string text) =>
        Assert.False(PythonNumbers.TryFloat(Encoding.UTF8.GetBytes(text), out _));

    private static string One(string node, string op, string parameters, ColumnType type, Action<Column> fill)
    {
        var map = DocumentParser.Parse(parameters, "p.json").Require();
        using var run = NodeRun.Compile(node, op, map, [("x", ColumnShape.Scalar(type))], 1, (column, _, _) => fill(column)).Require();
        run.Run();
        return GoldenColumns.Text(run.Runner.Column(run.Outputs[0].Name), 0, 0);
    }
}
