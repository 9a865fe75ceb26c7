using System.Text.Json;
using StreamScoring.Documents;
using StreamScoring.TestKit.Measuring;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Graphs.Nodes;

/// <summary>The vectors of pandas and scikit-learn, as far as typed columns and live events can hold them. Every case that is left out has a reason, counted and printed.</summary>
[Trait("suite", "golden")]
public sealed class VectorTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string> Ops = new(StringComparer.Ordinal)
    {
        ["pandas.arith"] = "arith",
        ["pandas.astype"] = "astype",
        ["pandas.clip"] = "clip",
        ["pandas.compare"] = "compare",
        ["pandas.dt"] = "dt",
        ["pandas.fillna"] = "fillna",
        ["pandas.isin"] = "isin",
        ["pandas.isna"] = "isna",
        ["pandas.keep_else"] = "keep_else",
        ["pandas.map"] = "map",
        ["pandas.str"] = "str",
        ["pandas.where"] = "where",
        ["pandas.case_when"] = "case_when",
        ["pandas.list"] = "list",
        ["sklearn.OneHotEncoder"] = "",
    };

    [Theory]
    [InlineData("golden/nodes/pandas_ops.jsonl", 117)]
    [InlineData("golden/nodes/sklearn_ops.jsonl", 21)]
    public void Operations_give_what_the_original_gave(string file, int atLeast) => RunAll(GoldenCase.Read(file), atLeast);

    [Theory]
    [InlineData("case_when.jsonl", 10)]
    [InlineData("list.jsonl", 10)]
    public void Operations_of_our_own_give_what_numpy_and_pandas_give(string file, int atLeast) =>
        RunAll(GoldenCase.ReadFile(Path.Combine(VectorFiles.Folder, file)), atLeast);

    private void RunAll(IReadOnlyList<GoldenCase> cases, int atLeast)
    {
        var (ran, failures, leftOut) = (
            new SortedDictionary<string, int>(),
            new List<string>(),
            new SortedDictionary<string, List<string>>()
        );
        foreach (var c in cases.Where(c => Ops.ContainsKey(c.Op)))
        {
            var result = Run(c, out var reason);
            if (reason.Length > 0)
            {
                leftOut.TryAdd(reason, []);
                leftOut[reason].Add(c.Id);
                continue;
            }

            ran[c.Op] = ran.GetValueOrDefault(c.Op) + 1;
            if (result.Length > 0)
                failures.Add($"{c.Id}: {result}");
        }

        foreach (var op in cases.Where(c => Ops.ContainsKey(c.Op)).GroupBy(c => c.Op).OrderBy(g => g.Key, StringComparer.Ordinal))
            output.WriteLine($"{op.Key}: {ran.GetValueOrDefault(op.Key)} of {op.Count()} run");
        foreach (var (reason, ids) in leftOut)
            output.WriteLine($"left out, {reason}: {string.Join(", ", ids)}");
        GoldenCount.Say("nodes", ran.Values.Sum(), "pandas and scikit-learn operations");
        output.WriteLine(
            $"{ran.Values.Sum()} cases of {cases.Count} in the file run, {failures.Count} fail; {cases.Count(c => !Ops.ContainsKey(c.Op))} are of other operations"
        );
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(ran.Values.Sum() >= atLeast, $"{ran.Values.Sum()} cases ran, expected at least {atLeast}");
    }

    private static string Run(GoldenCase c, out string reason)
    {
        reason = LiveLimits.Reason(c);
        if (reason.Length > 0)
            return "";
        var columns = c.Inputs.Select(i => (i.GetProperty("name").ToString(), GoldenColumns.ShapeOf(i, out _)!.Value)).ToList();
        var isEncoder = c.Op == "sklearn.OneHotEncoder";
        var parameters = isEncoder ? LiveParams.OfEncoder(c) : LiveParams.Of(c);
        var outcome = NodeRun.Compile(
            isEncoder ? "OneHotEncoder" : "Pandas",
            Ops[c.Op],
            parameters,
            columns,
            c.Rows,
            (column, i, row) => GoldenColumns.Set(column, row, c.Inputs[i].GetProperty("values")[row])
        );
        if (outcome.Value is not { } run)
            return c.ExpectsError ? "" : string.Join("; ", outcome.Errors);
        using (run)
        {
            run.Run();
            if (Allocated(run) is > 0 and var bytes)
                return $"a warmed run of {c.Rows} rows allocates {bytes} bytes";
            if (c.ExpectsError)
                return run.Faults().Count > 0 ? "" : "expected an error or a fault";
            return run.Faults() is [var fault, ..] ? fault.ToString() : Differences(c, run);
        }
    }

    private static long Allocated(NodeRun run)
    {
        run.Run();
        run.Run();
        return SteadyAllocation.Least(() => run.Run());
    }

    private static string Differences(GoldenCase c, NodeRun run)
    {
        var ours = run
            .Outputs.SelectMany(o => Enumerable.Range(0, o.Shape.Width).Select(i => (Column: run.Runner.Column(o.Name), Element: i)))
            .ToList();
        if (ours.Count != c.Expected.Count)
            return $"{ours.Count} columns, expected {c.Expected.Count}";
        for (var i = 0; i < ours.Count; i++)
        {
            var values = c.Expected[i].GetProperty("values").EnumerateArray().ToList();
            var dtype = c.Expected[i].GetProperty("dtype").GetString()!;
            for (var row = 0; row < values.Count; row++)
            {
                var (got, want) = (GoldenColumns.Text(ours[i].Column, row, ours[i].Element), GoldenColumns.Text(values[row], dtype));
                if (
                    got != want
                    && !(got == "0" && want == "-0" && ours[i].Column.Shape.Type == StreamScoring.Events.Columns.ColumnType.Int64)
                )
                    return $"column {i}, row {row}: {got}, expected {want}";
            }
        }

        return "";
    }
}
