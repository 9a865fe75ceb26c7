using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Restoring;

/// <summary>
/// A new owner asks for the progress of each topic and for the state of a number, one after the other: all of it comes from one reading of the changelog. What is asked
/// for a second time is read anew.
/// </summary>
internal sealed class ChangelogReadings
{
    private readonly Dictionary<int, Reading> _byPartition = [];

    public Progress? ProgressOf(TopicPartition partition, Restorer restorer, CancellationToken stop)
    {
        if (!_byPartition.TryGetValue(partition.Partition, out var reading) || !reading.Topics.Add(partition.Topic))
        {
            reading = Read(partition.Partition, restorer, stop);
            reading.Topics.Add(partition.Topic);
        }

        return reading.Image.Progress.GetValueOrDefault(partition.Topic);
    }

    public ChangelogImage StateOf(int partition, Restorer restorer, CancellationToken stop)
    {
        if (!_byPartition.TryGetValue(partition, out var reading) || reading.State is not { } image)
        {
            reading = Read(partition, restorer, stop);
            image = reading.Image;
        }

        // Only the progress may be asked for again: the state is large.
        _byPartition[partition] = reading with
        {
            State = null,
            Image = image.WithoutState(),
        };
        return image;
    }

    /// <summary>Something was committed: nothing that was read before holds any more.</summary>
    public void Clear() => _byPartition.Clear();

    private Reading Read(int partition, Restorer restorer, CancellationToken stop)
    {
        var image = restorer.Read(partition, stop);
        return _byPartition[partition] = new Reading(image, image, new HashSet<string>(StringComparer.Ordinal));
    }

    private sealed record Reading(ChangelogImage Image, ChangelogImage? State, HashSet<string> Topics);
}
