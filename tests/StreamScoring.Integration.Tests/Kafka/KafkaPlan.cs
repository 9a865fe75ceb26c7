using System.Globalization;
using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>Where and how the workers of a test run, in a form that fits a command line.</summary>
/// <param name="Bootstrap">The cluster.</param>
/// <param name="Prefix">Of all topics and groups.</param>
/// <param name="Protocol"><c>classic</c> (cooperative sticky) or <c>consumer</c> (KIP-848).</param>
/// <param name="Delivery">Once or at least once.</param>
/// <param name="StaticName">A member's name that outlives its process; empty: none.</param>
/// <param name="Decides">Whether the sample's rules decide, too.</param>
internal sealed record KafkaPlan(
    string Bootstrap,
    string Prefix,
    string Protocol = "classic",
    Delivery Delivery = Delivery.ExactlyOnce,
    string StaticName = "",
    bool Decides = false
)
{
    public PipelineSettings Settings { get; } = Pipeline.PipelineVictim.Settings with { Delivery = Delivery };

    public static KafkaPlan Parse(string text) =>
        text.Split('|') is [var bootstrap, var prefix, var protocol, var delivery, var name, var decides]
            ? new KafkaPlan(bootstrap, prefix, protocol, Enum.Parse<Delivery>(delivery), name, bool.Parse(decides))
            : throw new FormatException(text);

    /// <summary>The plan of a process that dies, or stands still, at a point; empty: does neither.</summary>
    public VictimPlan Victim(string point = "", int occurrence = 0) =>
        new(string.Join('|', Bootstrap, Prefix, Protocol, Delivery.ToString(), StaticName, Decides.ToString()), 0, point, occurrence);

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Protocol}{(StaticName.Length > 0 ? ", static" : "")}, {Delivery}{(Decides ? ", with rules" : "")}"
        );
}
