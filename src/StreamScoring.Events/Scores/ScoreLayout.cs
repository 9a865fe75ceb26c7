using System.Text;

namespace StreamScoring.Events.Scores;

/// <summary>What is the same in all score records of one active set: planned once, shared by all lanes. Immutable.</summary>
public sealed class ScoreLayout
{
    /// <summary>The type of score records.</summary>
    public const string RecordType = "streamscoring.score.v1";

    /// <summary>
    /// A layout. Services are written in the order given, which must be a function of the active set. Throws <see cref="ArgumentException"/> when two services, two
    /// outputs or two nodes have one name, a default output or an output's node does not exist, or the source name or topic is empty.
    /// </summary>
    /// <param name="sourceName">What the records come from, e.g. <c>luma</c>: the last segment of <c>source</c> and the beginning of every id.</param>
    /// <param name="topic">The contract topic.</param>
    /// <param name="activeSet">Hash of the active set, <c>sha256:…</c>.</param>
    /// <param name="services">The services of the active set.</param>
    public ScoreLayout(string sourceName, string topic, string activeSet, IReadOnlyList<ScoreService> services)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourceName);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        SourceName = sourceName;
        Source = "/streamscoring/" + Uri.EscapeDataString(sourceName);
        Topic = topic;
        ActiveSet = activeSet;
        Services = [.. services];
        IdPrefix = Encoding.UTF8.GetBytes(sourceName + ":");
        TopicPrefix = Encoding.UTF8.GetBytes(topic + "/");
        RequireUnique(Services.Select(s => s.Name), "service");
        foreach (var service in Services)
            Check(service);
    }

    /// <summary>What the records come from.</summary>
    public string SourceName { get; }

    /// <summary>The CloudEvents <c>source</c>.</summary>
    public string Source { get; }

    /// <summary>The contract topic.</summary>
    public string Topic { get; }

    /// <summary>Hash of the active set.</summary>
    public string ActiveSet { get; }

    /// <summary>The services, in record order.</summary>
    public IReadOnlyList<ScoreService> Services { get; }

    /// <summary>What every id begins with, UTF-8.</summary>
    internal byte[] IdPrefix { get; }

    /// <summary>The topic and a slash, UTF-8.</summary>
    internal byte[] TopicPrefix { get; }

    /// <summary>The hash of the model behind a service's default output; null when no model stands behind it.</summary>
    internal static string? ModelOf(ScoreService service)
    {
        var node = service.Outputs.First(o => string.Equals(o.Name, service.DefaultOutput, StringComparison.Ordinal)).Node;
        return node is null ? null : service.Models.First(m => string.Equals(m.Node, node, StringComparison.Ordinal)).Hash;
    }

    /// <summary>Throws unless there is one score for each service, with a column for each output.</summary>
    internal void Require(ReadOnlySpan<ServiceScore> scores)
    {
        if (scores.Length != Services.Count)
            throw new ArgumentException($"{scores.Length} service scores for a layout of {Services.Count}", nameof(scores));
    }

    private static void Check(ScoreService service)
    {
        RequireUnique(service.Outputs.Select(o => o.Name), $"output of service '{service.Name}'");
        RequireUnique(service.Models.Select(m => m.Node), $"model node of service '{service.Name}'");
        if (!service.Outputs.Any(o => string.Equals(o.Name, service.DefaultOutput, StringComparison.Ordinal)))
            throw new ArgumentException($"service '{service.Name}' has no output '{service.DefaultOutput}' to be its default");
        foreach (var output in service.Outputs)
        {
            if (output.Node is { } node && !service.Models.Any(m => string.Equals(m.Node, node, StringComparison.Ordinal)))
                throw new ArgumentException(
                    $"output '{output.Name}' of service '{service.Name}' comes from node '{node}', which has no model"
                );
        }
    }

    private static void RequireUnique(IEnumerable<string> names, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!seen.Add(name))
                throw new ArgumentException($"{what} '{name}' stands twice");
        }
    }
}
