using System.Text.Json;
using StreamScoring.Graphs.Planning;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.TestKit.Graphs;

/// <summary>The graphs over Luma events, with stand-ins for their models that have the true signatures.</summary>
public static class LumaGraphs
{
    /// <summary>The bundled sample.</summary>
    public static string SamplePath { get; } =
        Path.Combine(GoldenFolders.RepositoryRoot, "src", "StreamScoring.Cli", "Sample", "luma.graph.yaml");

    /// <summary>A graph with every feature of <c>luma_features</c> and all six models of <c>luma_scores</c>.</summary>
    public static string SixModelsPath { get; } =
        Path.Combine(GoldenFolders.RepositoryRoot, "tests", "StreamScoring.TestKit", "Graphs", "luma-six-models.graph.yaml");

    /// <summary>Stands in for a golden model: its signature is that of the model card, its probabilities are 0.5.</summary>
    public static ModelLookup StandIn(string reference)
    {
        using var cards = JsonDocument.Parse(File.ReadAllText(GoldenFolders.First("golden/models/model_cards.json")));
        foreach (var card in cards.RootElement.GetProperty("cards").EnumerateArray())
        {
            if (card.GetProperty("file").GetString() != Path.GetFileName(reference))
                continue;
            var inputs = Tensors(card.GetProperty("inputs"));
            var outputs = Tensors(card.GetProperty("outputs"));
            string[] features = [.. card.GetProperty("features").EnumerateArray().Select(f => f.GetString()!)];
            var signature = new ModelSignature("sha256:" + reference, inputs, outputs, features);
            return ModelLookup.Found(new FakeModel(signature, _ => [.. outputs.Select(o => Enumerable.Repeat(0.5, o.RowSize).ToArray())]));
        }

        return ModelLookup.Refused("no model card has this file");
    }

    private static List<TensorSignature> Tensors(JsonElement list) =>
        [
            .. list.EnumerateArray()
                .Select(t => new TensorSignature(
                    t.GetProperty("name").GetString()!,
                    t.GetProperty("type").GetString() switch
                    {
                        "tensor(float)" => TensorType.Float32,
                        "tensor(int64)" => TensorType.Int64,
                        _ => TensorType.Text,
                    },
                    [.. t.GetProperty("shape").EnumerateArray().Skip(1).Select(d => d.GetInt32())],
                    []
                )),
        ];
}
