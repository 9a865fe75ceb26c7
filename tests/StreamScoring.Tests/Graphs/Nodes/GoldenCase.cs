using System.Text.Json;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.Tests.Graphs.Nodes;

/// <summary>One line of a node vector file.</summary>
internal sealed class GoldenCase
{
    private GoldenCase(JsonElement root) => Root = root;

    public JsonElement Root { get; }

    public string Id => Root.GetProperty("id").GetString()!;

    public string Op => Root.GetProperty("op").GetString()!;

    public JsonElement Params => Root.GetProperty("params");

    public bool ExpectsError => Root.GetProperty("expect").TryGetProperty("error", out _);

    public IReadOnlyList<JsonElement> Inputs => Columns(Root.GetProperty("input"));

    public IReadOnlyList<JsonElement> Expected => Columns(Root.GetProperty("expect"));

    public int Rows => Root.GetProperty("input").GetProperty("rows").GetInt32();

    /// <summary>The cases of a file in all reference folders.</summary>
    public static IReadOnlyList<GoldenCase> Read(string relative) => [.. GoldenFolders.Find(relative).SelectMany(ReadFile)];

    /// <summary>The cases of one file.</summary>
    public static IReadOnlyList<GoldenCase> ReadFile(string path) =>
        [.. GoldenFolders.ReadLines(path).Select(line => new GoldenCase(JsonDocument.Parse(line).RootElement))];

    private static List<JsonElement> Columns(JsonElement frame) =>
        frame.ValueKind == JsonValueKind.Object && frame.TryGetProperty("columns", out var columns) ? [.. columns.EnumerateArray()] : [];
}
