using System.Text.Json;
using System.Text.Json.Nodes;
using StreamScoring.Documents;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;
using StreamScoring.Graphs;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;
using StreamScoring.TestKit.Measuring;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Graphs.Nodes;

public sealed class ExpressionNodeTests
{
    [Fact]
    public void Every_vector_gives_its_column_and_a_warmed_run_allocates_nothing()
    {
        var file = Path.Combine(
            GoldenFolders.RepositoryRoot,
            "tests",
            "StreamScoring.Tests",
            "Graphs",
            "Nodes",
            "Vectors",
            "expression.jsonl"
        );
        var cases = File.ReadLines(file).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.True(cases.Count >= 12, $"{cases.Count} vectors");
        foreach (var c in cases)
        {
            var (runner, batch) = Open(c["input"]!["columns"]!.AsArray(), c["params"]!.ToJsonString());
            using (runner)
            {
                runner.Run(batch, null, [-1, -1, -1, -1]);
                var expected = c["expect"]!["columns"]![0]!;
                var column = runner.Column("out");
                Assert.Equal((string)expected["dtype"]!, column.Shape.ToString());
                for (var row = 0; row < 4; row++)
                    Assert.True(
                        JsonNode.DeepEquals(expected["values"]![row], Value(column, row)),
                        $"{c["id"]}, row {row}: {Value(column, row)?.ToJsonString()}"
                    );
                for (var i = 0; i < 50; i++)
                    runner.Run(batch, null, [-1, -1, -1, -1]);
                int[] entries = [-1, -1, -1, -1];
                var allocated = SteadyAllocation.Least(() =>
                {
                    for (var i = 0; i < 2_500; i++)
                        runner.Run(batch, null, entries);
                });
                Assert.True(allocated == 0, $"{c["id"]} allocates");
            }
        }
    }

    [Theory]
    [InlineData("""{"expr": "x + ", "into": "out"}""", "expected a value")]
    [InlineData("""{"expr": "y + 1", "into": "out"}""", "did you mean")]
    [InlineData("""{"expr": "xEvent.count()", "into": "out"}""", "State nodes")]
    [InlineData("""{"expr": "score(\"a\")", "into": "out"}""", "not scores")]
    [InlineData("""{"expr": "[x, 1]", "into": "out"}""", "one value a row")]
    [InlineData("""{"expr": "x > 1", "into": "out", "type": "int64"}""", "not int64")]
    [InlineData("""{"expr": "if(x > 1, 1, \"a\")", "into": "out"}""", "say which with 'type'")]
    [InlineData("""{"expr": "web", "into": "out"}""", "web.name")]
    public void A_wrong_use_is_refused_with_what_to_do(string parameters, string message)
    {
        var errors = Compile("""[{"name":"x","dtype":"float64"},{"name":"web.name","dtype":"string"}]""", parameters).Errors;
        Assert.Contains(message, Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_under_another_name_means_the_same()
    {
        var plans = new[] { "a", "b" }.Select(n =>
            Compile(
                    $$"""[{"name":"{{n}}","dtype":"float64","path":"device.screenWidth"}]""",
                    $$"""{"expr": "{{n}} * 2 + 1", "into": "out"}"""
                )
                .Require()
        );
        Assert.Single(plans.Select(p => p.Nodes[0].Provenance).Distinct());
    }

    private static DocumentOutcome<GraphPlan> Compile(string columns, string parameters)
    {
        var declared = new JsonObject();
        foreach (var column in JsonNode.Parse(columns)!.AsArray())
        {
            var name = (string)column!["name"]!;
            declared[name] = new JsonObject
            {
                ["path"] =
                    (string?)column["path"]
                    ?? (((string)column["dtype"]!).StartsWith("list", StringComparison.Ordinal) ? name + "[*]" : name),
                ["type"] = (string)column["dtype"]!,
            };
        }

        var document = new JsonObject
        {
            ["graph"] = "g",
            ["version"] = 1,
            ["receiver"] = new JsonObject { ["columns"] = declared },
            ["nodes"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = "n",
                    ["node"] = "Expression",
                    ["params"] = JsonNode.Parse(parameters),
                }
            ),
            ["outputs"] = new JsonObject { ["o"] = new JsonObject { ["column"] = "out" } },
        };
        return GraphCompiler.Compile(
            GraphDocument.Parse(document.ToJsonString(), "g.json").Require(),
            _ => ModelLookup.Refused("none here")
        );
    }

    private static (GraphRunner Runner, EventBatch Batch) Open(JsonArray columns, string parameters)
    {
        var plan = Compile(columns.ToJsonString(), parameters).Require();
        var projection = new Projection(plan.Fields);
        var batch = new EventBatch(projection, 4);
        batch.Reset();
        for (var row = 0; row < 4; row++)
        {
            batch.Add(row, null);
            batch.EventTimesNs.Set(row, row);
            foreach (var field in projection.Fields)
            {
                var source = columns.Single(c => (string)c!["name"]! == field.Path.Text.Replace("[*]", "", StringComparison.Ordinal))!;
                Set(batch.Columns[projection.SlotOf(field)], row, source["values"]![row]);
            }
        }

        return (plan.Open(projection, new StateLayout([]), 4), batch);
    }

    private static void Set(Column column, int row, JsonNode? value)
    {
        if (value is null)
            return;
        switch (column)
        {
            case ValueColumn<bool> c:
                c.Set(row, value.GetValue<bool>());
                break;
            case ValueColumn<long> c:
                c.Set(row, value.GetValue<long>());
                break;
            case ValueColumn<double> c:
                c.Set(row, value.GetValue<double>());
                break;
            case TextColumn c:
                c.Set(row, System.Text.Encoding.UTF8.GetBytes(value.GetValue<string>()));
                break;
            case ListColumn c:
                c.Begin(row);
                foreach (var item in value.AsArray())
                    Set(c.Items, c.Add(row), item);
                break;
            default:
                throw new InvalidOperationException(column.Shape.ToString());
        }
    }

    private static JsonNode? Value(Column column, int row) =>
        column.IsNull(row)
            ? null
            : column switch
            {
                ValueColumn<bool> c => JsonValue.Create(c[row]),
                ValueColumn<long> c => JsonValue.Create(c[row]),
                ValueColumn<double> c => JsonNode.Parse(
                    JsonSerializer.Serialize(c[row]) is var s && s.Contains('.') ? s : JsonSerializer.Serialize(c[row]) + ".0"
                ),
                TextColumn c => JsonValue.Create(System.Text.Encoding.UTF8.GetString(c[row])),
                _ => throw new InvalidOperationException(column.Shape.ToString()),
            };
}
