using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Groups;

/// <summary>A member of a group: what it owns. Changed by its <see cref="GroupCoordinator"/> under that one's lock.</summary>
internal sealed class GroupMember(GroupCoordinator coordinator, int number)
{
    public GroupCoordinator Coordinator => coordinator;

    /// <summary>The order of joining.</summary>
    public int Number => number;

    /// <summary>Partition numbers it owns, ascending.</summary>
    public SortedSet<int> Owned { get; } = [];

    /// <summary>Partition numbers that were taken from it and of which it was not told yet.</summary>
    public SortedSet<int> Lost { get; } = [];

    /// <summary>The coordinator's version that the member has acted on.</summary>
    public long SeenVersion { get; set; } = -1;

    /// <summary>Throws <see cref="AbortedException"/> when it does not own a partition that it would move.</summary>
    public void ThrowIfNotOwner(IReadOnlyList<Progress> progress)
    {
        for (var i = 0; i < progress.Count; i++)
        {
            if (!coordinator.IsOwner(this, progress[i].Partition.Partition))
                throw new AbortedException(
                    $"{progress[i].Partition} is not owned by this member of group '{coordinator.Group}' any more: its new owner does the work again"
                );
        }
    }
}
