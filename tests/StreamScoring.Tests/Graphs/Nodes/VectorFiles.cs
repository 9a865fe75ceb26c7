using StreamScoring.TestKit.Reference;

namespace StreamScoring.Tests.Graphs.Nodes;

/// <summary>Where the vectors of each kind of node lie.</summary>
internal static class VectorFiles
{
    /// <summary>Vectors of operations that the reference files lack, in the same form; made with <c>gen_vectors.py</c> beside them.</summary>
    public static string Folder { get; } =
        Path.Combine(GoldenFolders.RepositoryRoot, "tests", "StreamScoring.Tests", "Graphs", "Nodes", "Vectors");

    /// <summary>Per kind of node the file that proves it, and what a line for it contains.</summary>
    public static IReadOnlyDictionary<string, (string Path, string Mark)> ByKind { get; } =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["Pandas.arith"] = Pandas("arith"),
            ["Pandas.astype"] = Pandas("astype"),
            ["Pandas.case_when"] = (Path.Combine(Folder, "case_when.jsonl"), "\"pandas.case_when\""),
            ["Pandas.clip"] = Pandas("clip"),
            ["Pandas.compare"] = Pandas("compare"),
            ["Pandas.dt"] = Pandas("dt"),
            ["Pandas.fillna"] = Pandas("fillna"),
            ["Pandas.isin"] = Pandas("isin"),
            ["Pandas.isna"] = Pandas("isna"),
            ["Pandas.keep_else"] = Pandas("keep_else"),
            ["Pandas.list"] = (Path.Combine(Folder, "list.jsonl"), "\"pandas.list\""),
            ["Pandas.map"] = Pandas("map"),
            ["Pandas.str"] = Pandas("str"),
            ["Pandas.where"] = Pandas("where"),
            ["OneHotEncoder"] = (GoldenFolders.First("golden/nodes/sklearn_ops.jsonl"), "\"sklearn.OneHotEncoder\""),
            ["ONNXNode"] = (GoldenFolders.First("golden/models/gb_adobe.vectors.jsonl"), "\"probabilities\""),
            ["State.window"] = State("window_strict"),
            ["State.expanding"] = State("expanding"),
            ["State.last_value"] = State("last_value"),
            ["State.seconds_since"] = State("seconds_since"),
            ["State.gap_mean"] = (GoldenFolders.First("golden/models/luma_features.jsonl.gz"), "\"avg_gap_before\""),
        };

    private static (string, string) Pandas(string op) => (GoldenFolders.First("golden/nodes/pandas_ops.jsonl"), $"\"pandas.{op}\"");

    private static (string, string) State(string op) => (GoldenFolders.First("golden/nodes/state_ops.jsonl"), $"\"state.{op}\"");
}
