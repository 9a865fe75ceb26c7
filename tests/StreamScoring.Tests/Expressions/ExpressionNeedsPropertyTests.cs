using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;
using StreamScoring.Tests.Expressions.Naive;
using Xunit;

namespace StreamScoring.Tests.Expressions;

/// <summary>What a plan says it needs is enough, and what it says it costs at most it does not exceed: on random expressions over random people.</summary>
public sealed class ExpressionNeedsPropertyTests(ITestOutputHelper output)
{
    private static readonly int Triples = Environment.GetEnvironmentVariable("STREAMSCORING_SOAK") == "1" ? 1_000_000 : 50_000;

    private static readonly ExpressionSchema Schema = new()
    {
        Contexts = new Dictionary<string, ExpressionType>(StringComparer.Ordinal)
        {
            ["offer"] = ExpressionType.Any,
            ["@ctx"] = ExpressionType.Any,
        },
    };

    private int _pruned;
    private int _shortened;
    private int _timeless;
    private int _looped;

    [Fact]
    public void Data_pruned_to_the_needs_give_the_same_and_no_evaluation_takes_more_than_its_bound()
    {
        Gen.Int.Uniform.Sample(
            seed =>
            {
                Check(seed);
                return true;
            },
            iter: Triples,
            threads: 1
        );
        output.WriteLine(
            $"{Triples} triples: of {_pruned} something was pruned, of {_shortened} an event, {_timeless} do not depend on now, {_looped} took steps"
        );
        Assert.True(_pruned > Triples / 2, $"only {_pruned} were pruned");
        Assert.True(_shortened > Triples / 200, $"only {_shortened} histories were shortened");
        Assert.True(_timeless > Triples / 4, $"only {_timeless} do not depend on now");
        Assert.True(_looped > Triples / 4, $"only {_looped} took steps");
    }

    private void Check(int seed)
    {
        var random = new Random(seed);
        var expression = new ExpressionGenerator(random).Next();
        var (profile, events, contexts, now) = new WorldGenerator(random).Next();
        var text = SyntaxPrinter.Print(expression);
        var plan = ExpressionCompiler.Compile(text, Schema).Require();
        var needs = plan.Needs;
        var evaluator = new Evaluator();
        string Run(JsonObject p, JsonArray e, JsonObject c, DateTime n)
        {
            WorldGenerator.Fill(evaluator.Input, needs, p, e, c, n, seed);
            return ValueJson.Write(evaluator.Evaluate(plan));
        }

        var full = Run(profile, events, contexts, now);
        var steps = evaluator.StepsTaken;
        evaluator.Test(plan);
        var bound = plan.CostBound(events.Count, Items(profile, contexts, events), 100);
        Assert.True(
            Math.Max(steps, evaluator.StepsTaken) <= bound,
            $"{text}\ntook {steps} and {evaluator.StepsTaken} steps, bound {bound}\n{profile.ToJsonString()}\n{events.ToJsonString()}"
        );
        _looped += steps > 0 ? 1 : 0;

        var kept = new JsonArray([.. events.Where(e => IsKept(e!, needs.HistoryNs, now)).Select(e => e!.DeepClone())]);
        _shortened += kept.Count < events.Count ? 1 : 0;
        var (p, e, c) = (Prune(profile, needs.RootFields), Prune(kept, needs.EventFields), Prune(contexts, needs.ContextFields));
        _pruned += JsonNode.DeepEquals(p, profile) && JsonNode.DeepEquals(e, events) ? 0 : 1;
        var pruned = Run((JsonObject)p!, (JsonArray)e!, (JsonObject)c!, now);
        Assert.True(
            full == pruned,
            $"{text}\nof all data {full}, of what it needs {pruned}\nroot {string.Join(", ", needs.RootFields)}; events {string.Join(", ", needs.EventFields)}; {needs.HistoryNs / 3.6e12} h of history\n{profile.ToJsonString()}\n{events.ToJsonString()}\n{now:o}"
        );
        if (needs.Now)
            return;
        _timeless++;
        Assert.True(full == Run(profile, events, contexts, now.AddDays(400)), $"{text} depends on now");
    }

    // Some object or list of the data, with all that is in it.
    private static int Items(JsonObject profile, JsonObject contexts, JsonArray events) =>
        new[] { (JsonNode)profile, contexts, WorldGenerator.Tables }.Concat(events.OfType<JsonNode>()).Max(Count);

    private static int Count(JsonNode? node) =>
        node switch
        {
            JsonArray array => 1 + array.Sum(Count),
            JsonObject map => 1 + map.Sum(m => Count(m.Value)),
            _ => 1,
        };

    // An event whose time is not known is kept, and so is one that is yet to come.
    private static bool IsKept(JsonNode item, long historyNs, DateTime now)
    {
        var time = item["timestamp"];
        if (historyNs == long.MaxValue || time is null)
            return true;
        var text = time.GetValueKind() == JsonValueKind.String ? (string)time! : "";
        if (text.Length == 10)
            text += "T00:00:00Z";
        if (text.Length == 0 || !XdmTime.TryParse(Encoding.UTF8.GetBytes(text), out var ns))
            ns = text.Length == 0 ? (long)time * 1_000_000 : long.MaxValue;
        return ((now - DateTime.UnixEpoch).Ticks * 100) - ns <= historyNs;
    }

    private static JsonNode? Prune(JsonNode? node, IEnumerable<string> paths) =>
        Prune(node, paths.Select(p => p.Length == 0 ? [] : p.Split('.')).ToList());

    // With a path go the objects and lists on the way to it.
    private static JsonNode? Prune(JsonNode? node, List<string[]> paths)
    {
        if (paths.Exists(p => p.Length == 0))
            return node?.DeepClone();
        switch (node)
        {
            case JsonArray array:
                return new JsonArray([.. array.Select(i => Prune(i, paths))]);
            case JsonObject map:
                var kept = new JsonObject();
                foreach (var (name, value) in map)
                {
                    var below = paths.Where(p => p[0] == name).Select(p => p[1..]).ToList();
                    if (below.Count > 0)
                        kept[name] = Prune(value, below);
                }

                return kept;
            default:
                return node?.DeepClone();
        }
    }
}
