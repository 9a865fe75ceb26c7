using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Replaying;

/// <summary>
/// Events and profiles in memory as a log of one partition, for one run: what the pipeline writes goes to a sink, commit by commit, in the order in which it comes about.
/// State is handed over and never asked for.
/// </summary>
/// <param name="input">What is read.</param>
/// <param name="topics">How the topics are called.</param>
/// <param name="sink">Takes what is written.</param>
internal sealed class ReplayLog(ReplayInput input, TopicNames topics, ReplaySink sink) : ILog
{
    public void EnsureTopic(TopicSpec topic) { }

    public int PartitionCount(string topic) => 1;

    public ISource Subscribe(string group, IReadOnlyList<string> subscribed, IAssignmentListener listener) =>
        new ReplaySource(input.Events, topics.Events, listener);

    public ITransaction OpenWriter(string group, string writerId, ISource? member = null) => new ReplayWriter(sink);

    public IPartitionReader OpenReader(string topic, int partition) =>
        string.Equals(topic, topics.Profiles, StringComparison.Ordinal)
            ? new ReplayProfiles(input.Profiles)
            : throw new LogException($"'{topic}' cannot be read in a replay");

    public void Dispose() { }
}

/// <summary>What a replay reads.</summary>
/// <param name="Events">Event documents, in order.</param>
/// <param name="Profiles">Versions of profiles, in order.</param>
internal sealed record ReplayInput(IEnumerable<byte[]> Events, IReadOnlyList<ProfileVersion> Profiles);

/// <summary>A version of a profile, as its topic has it.</summary>
/// <param name="Key">The identity.</param>
/// <param name="Json">The profile; null where it was deleted.</param>
/// <param name="TimestampMs">The record's time, ms since the epoch: valid from then on unless it says otherwise itself.</param>
internal sealed record ProfileVersion(byte[] Key, byte[]? Json, long TimestampMs);
