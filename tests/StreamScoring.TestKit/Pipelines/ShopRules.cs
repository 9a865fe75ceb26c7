using System.Text;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;

namespace StreamScoring.TestKit.Pipelines;

/// <summary>A rule set over <see cref="ShopEvent"/>s that looks up a file and a topic, in a folder of its own.</summary>
public sealed class ShopRules : IDisposable
{
    /// <summary>The topic of stock, keyed by event type.</summary>
    public const string StockTopic = "stock";

    private const string Text = """
        rules: shop
        version: 1
        tables:
          margins: {file: margins.jsonl, key: offer, fields: {margin: float64}}
          stock: {topic: stock}
        segments:
          served:
            when: 'lookup("stock", event.eventType).units > 0'
        offers:
          lamp: {status: approved, priority: 1, tags: [all], content: {any: {text: lamp}}, eligible: 'lookup("stock", event.eventType).units > 0'}
          vase: {status: approved, priority: 2, tags: [all], content: {any: {text: vase}}}
        strategies:
          best: {collect: [all], rank: {formula: 'lookup("margins", offer.id).margin'}}
        placements:
          hero: {when: 'event.eventType = "commerce.purchases"', strategies: [best]}

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("shop-rules").FullName;

    /// <summary>The rule set, with what the lamp and the vase earn.</summary>
    public ShopRules(double lamp = 3, double vase = 2, string note = "")
    {
        File.WriteAllText(RulesPath, Text);
        Margins(
            FormattableString.Invariant(
                $"{{\"offer\":\"lamp\",\"margin\":{lamp},\"note\":\"{note}\"}}\n\n{{\"offer\":\"vase\",\"margin\":{vase}}}\n"
            )
        );
    }

    /// <summary>The document.</summary>
    public string RulesPath => Path.Combine(_folder, "shop.rules.yaml");

    /// <summary>The folder.</summary>
    public string Folder => _folder;

    /// <summary>Writes the table's file anew.</summary>
    public void Margins(string lines) => File.WriteAllText(Path.Combine(_folder, "margins.jsonl"), lines);

    /// <summary>A set with the counting graph and these rules.</summary>
    public ActiveSet Set(PipelineRig rig)
    {
        var graph = ShopGraph.Stateless();
        List<DeployedService> services = [new(graph.Name, graph)];
        return new ActiveSet(services, rig.Settings, RevisionCatalog.CompileRules(RulesPath, services).Require());
    }

    /// <summary>A set with the stateless graph and the rules of a text, which must be right.</summary>
    public static ActiveSet Set(PipelineRig rig, string rules)
    {
        var graph = ShopGraph.Stateless();
        List<DeployedService> services = [new(graph.Name, graph)];
        var outputs = services.ToDictionary(s => s.Name, s => s.RuleOutputs, StringComparer.Ordinal);
        return new ActiveSet(
            services,
            rig.Settings,
            RuleSetCompiler.Compile(rules, "shop.rules.yaml", new PlanningContext(outputs)).Require()
        );
    }

    /// <summary>Sends a row of stock, valid from a second on; null deletes it.</summary>
    public static void Stock(ILog log, double second, int? units, string note = "")
    {
        if (log.PartitionCount(StockTopic) == 0)
            log.EnsureTopic(new TopicSpec(StockTopic, 2, Compacted: true));
        using var writer = log.OpenWriter("stock", "stock");
        var value = units is null ? "" : FormattableString.Invariant($"{{\"units\":{units},\"note\":\"{note}\"}}");
        writer.Append(
            new TopicPartition(StockTopic, 1),
            "commerce.purchases"u8,
            Encoding.UTF8.GetBytes(value),
            default,
            ShopEvent.StartMs + (long)(second * 1000),
            hasKey: true,
            hasValue: units is not null
        );
        writer.Commit([]);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
