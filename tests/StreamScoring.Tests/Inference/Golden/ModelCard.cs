using System.Text.Json;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.Tests.Inference.Golden;

/// <summary>A golden model of any folder: its file, its recorded rows, its tolerance.</summary>
internal sealed record ModelCard(string Name, string File, string Vectors, double Tolerance, int Rows)
{
    public static IReadOnlyList<ModelCard> All { get; } = Read();

    private static List<ModelCard> Read()
    {
        var cards = new List<ModelCard>();
        foreach (var path in GoldenFolders.Find(Path.Combine("golden", "models", "model_cards.json")))
        {
            var folder = Path.GetDirectoryName(path)!;
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            foreach (var card in document.RootElement.GetProperty("cards").EnumerateArray())
            {
                cards.Add(
                    new ModelCard(
                        card.GetProperty("name").GetString()!,
                        Path.Combine(folder, card.GetProperty("file").GetString()!),
                        Path.Combine(folder, card.GetProperty("vectors").GetString()!),
                        card.GetProperty("tolerance_abs").GetDouble(),
                        card.GetProperty("rows").GetInt32()
                    )
                );
            }
        }

        return cards;
    }
}
