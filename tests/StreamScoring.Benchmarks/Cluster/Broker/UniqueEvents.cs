using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StreamScoring.Benchmarks.Pipelines;

namespace StreamScoring.Benchmarks.Cluster.Broker;

/// <summary>Events of about 1.2 KB without end, made of Luma's (their nulls left out, visitors kept), each with an id of its own. Not for several threads.</summary>
internal sealed class UniqueEvents
{
    private const int Templates = 1_000;
    private const int IdStart = 8;
    private const int LeastBytes = 900;
    private const int MostBytes = 1_500;
    private readonly List<(byte[] Key, byte[] Value)> _templates = [];

    public UniqueEvents()
    {
        var load = Load.LumaJson();
        for (var i = 0; _templates.Count < Templates && i < load.Values.Length; i++)
        {
            var node = (JsonObject)JsonNode.Parse(load.Values[i])!;
            DropNulls(node);
            node.Remove("_id");
            var value = Encoding.UTF8.GetBytes($"{{\"_id\":\"{0:d16}\",{node.ToJsonString()[1..]}");
            if (load.Keys[i].Length > 0 && value.Length is >= LeastBytes and <= MostBytes)
                _templates.Add((load.Keys[i], value));
        }
    }

    public double MeanBytes => _templates.Average(t => (double)t.Value.Length);

    /// <summary>The event of a number, in a new array.</summary>
    public (byte[] Key, byte[] Value) Of(long number)
    {
        var (key, template) = _templates[(int)(number % _templates.Count)];
        var value = template.AsSpan().ToArray();
        number.TryFormat(value.AsSpan(IdStart, 16), out _, "d16", CultureInfo.InvariantCulture);
        return (key, value);
    }

    private static void DropNulls(JsonObject node)
    {
        foreach (var (name, child) in node.ToList())
        {
            if (child is null)
                node.Remove(name);
            else if (child is JsonObject inner)
                DropNulls(inner);
        }
    }
}
