using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamScoring.Decisioning.Planning;

namespace StreamScoring.Decisioning.Records;

/// <summary>What is the same in all membership and decision records of one active set: planned once, shared by all lanes. Immutable.</summary>
public sealed class RecordLayout
{
    /// <summary>The type of membership records.</summary>
    public const string MembershipType = "streamscoring.membership.v1";

    /// <summary>The type of decision records.</summary>
    public const string DecisionType = "streamscoring.decision.v1";

    /// <summary>The namespace of our segments in <c>segmentMembership</c>, and the provider of our decisions.</summary>
    public const string Provider = "streamscoring";

    /// <summary>A layout. Throws <see cref="ArgumentException"/> when the source name or the topic is empty.</summary>
    /// <param name="sourceName">What the records come from, e.g. <c>luma</c>: the last segment of <c>source</c> and the beginning of every id.</param>
    /// <param name="topic">The contract topic.</param>
    /// <param name="activeSet">Hash of the active set, <c>sha256:…</c>.</param>
    /// <param name="rules">The rule set.</param>
    public RecordLayout(string sourceName, string topic, string activeSet, RuleSetPlan rules)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourceName);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        (SourceName, Topic, ActiveSet, Rules, RuleSetHash) = (sourceName, topic, activeSet, rules, rules.Hash);
    }

    /// <summary>What the records come from.</summary>
    public string SourceName { get; }

    /// <summary>The contract topic.</summary>
    public string Topic { get; }

    /// <summary>Hash of the active set.</summary>
    public string ActiveSet { get; }

    /// <summary>The rule set.</summary>
    public RuleSetPlan Rules { get; }

    /// <summary>Hash of the rule set.</summary>
    public string RuleSetHash { get; }

    /// <summary>The revisions that decided, as JSON.</summary>
    internal string Revisions => $"{{\"ruleSet\":{Quoted(RuleSetHash)},\"activeSet\":{Quoted(ActiveSet)}}}";

    internal static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
