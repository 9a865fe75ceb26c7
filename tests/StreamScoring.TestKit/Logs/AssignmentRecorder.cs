using StreamScoring.Pipeline.Ports;

namespace StreamScoring.TestKit.Logs;

/// <summary>Remembers what a member was told.</summary>
public sealed class AssignmentRecorder : IAssignmentListener
{
    /// <summary>What the member owns, as it was told.</summary>
    public HashSet<TopicPartition> Owned { get; } = [];

    /// <summary>Everything it was told, in order: <c>+topic/0</c>, <c>-topic/0</c>, <c>!topic/0</c>.</summary>
    public List<string> Told { get; } = [];

    /// <summary>What to do while being told of new partitions.</summary>
    public Action<IReadOnlyList<TopicPartition>> OnAssigned { get; set; } = _ => { };

    /// <summary>What to do before letting go.</summary>
    public Action<IReadOnlyList<TopicPartition>> OnRevoked { get; set; } = _ => { };

    /// <inheritdoc/>
    public void Assigned(IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            Told.Add($"+{partition}");
            if (!Owned.Add(partition))
                throw new InvalidOperationException($"{partition} was assigned twice");
        }

        OnAssigned(partitions);
    }

    /// <inheritdoc/>
    public void Revoked(IReadOnlyList<TopicPartition> partitions)
    {
        OnRevoked(partitions);
        Remove('-', partitions);
    }

    /// <inheritdoc/>
    public void Lost(IReadOnlyList<TopicPartition> partitions) => Remove('!', partitions);

    private void Remove(char how, IReadOnlyList<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            Told.Add($"{how}{partition}");
            if (!Owned.Remove(partition))
                throw new InvalidOperationException($"{partition} was taken and not owned");
        }
    }
}
