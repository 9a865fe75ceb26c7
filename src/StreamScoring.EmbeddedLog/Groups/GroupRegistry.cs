using StreamScoring.EmbeddedLog.Topics;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Groups;

/// <summary>The groups that have members in this process.</summary>
internal sealed class GroupRegistry(TopicCatalog catalog, CommitSignal signal)
{
    private readonly Dictionary<string, GroupCoordinator> _groups = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Joins as a new member. Throws <see cref="LogException"/> when a topic is missing or the group reads others.</summary>
    public GroupMember Join(string group, IReadOnlyList<string> topics)
    {
        if (topics.Count == 0)
            throw new LogException($"group '{group}' names no topic to read");
        var counts = Partitions(topics);
        lock (_lock)
        {
            if (!_groups.TryGetValue(group, out var coordinator))
                _groups.Add(group, coordinator = new GroupCoordinator(group, [.. topics], counts.Max(), signal));
            if (!coordinator.Topics.SequenceEqual(topics, StringComparer.Ordinal))
            {
                throw new LogException(
                    $"group '{group}' reads {string.Join(", ", coordinator.Topics)}; a member that reads {string.Join(", ", topics)} must use a group of its own"
                );
            }

            return coordinator.Join();
        }
    }

    /// <summary>Leaves; the last one takes the group with it.</summary>
    public void Leave(GroupMember member)
    {
        lock (_lock)
        {
            if (member.Coordinator.Leave(member) == 0)
                _groups.Remove(member.Coordinator.Group);
        }
    }

    /// <summary>Whether that is a member of the group here.</summary>
    public bool Has(GroupMember? member, string group)
    {
        lock (_lock)
            return member is not null
                && _groups.TryGetValue(group, out var coordinator)
                && ReferenceEquals(coordinator, member.Coordinator);
    }

    /// <summary>Takes a partition number from whoever owns it in the group, without asking.</summary>
    public void Take(string group, int number)
    {
        lock (_lock)
        {
            if (_groups.TryGetValue(group, out var coordinator))
                coordinator.Take(number);
        }
    }

    /// <summary>The partition count of each topic.</summary>
    public IReadOnlyList<int> Partitions(IReadOnlyList<string> topics) =>
        [.. topics.Select(t => catalog.Find(t)?.Length ?? throw new LogException($"there is no topic '{t}': make it first (topics init)"))];
}
