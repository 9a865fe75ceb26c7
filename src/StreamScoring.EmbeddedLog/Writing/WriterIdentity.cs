using StreamScoring.EmbeddedLog.Groups;
using StreamScoring.EmbeddedLog.Topics;

namespace StreamScoring.EmbeddedLog.Writing;

/// <summary>In whose name a transaction is committed.</summary>
internal sealed record WriterIdentity(string Id, long Epoch, string Group, int GroupId, GroupMember? Member)
{
    /// <summary>Where the state of an input partition number is kept.</summary>
    public long StateScope(int partition) => StateScope(GroupId, partition);

    public static long StateScope(int groupId, int partition) => ((long)groupId * TopicCatalog.MaxPartitions) + partition;
}
