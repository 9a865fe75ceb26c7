using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Workers;

/// <summary>What a worker owns: partitions by topic and number, and one lane a number. Lists, since both are walked with every commit, in an order that is always the same.</summary>
internal sealed class Ownership
{
    private readonly List<OwnedPartition> _partitions = [];
    private readonly List<Lane> _lanes = [];

    public IReadOnlyList<OwnedPartition> Partitions => _partitions;

    public IReadOnlyList<Lane> Lanes => _lanes;

    public OwnedPartition this[TopicPartition name]
    {
        get
        {
            for (var i = 0; i < _partitions.Count; i++)
            {
                if (_partitions[i].Name == name)
                    return _partitions[i];
            }

            throw new LogException($"the log handed out records of {name}, which this worker does not own");
        }
    }

    public Lane? LaneOf(int partition) => _lanes.Find(l => l.Partition == partition);

    public void Add(Lane lane) => Insert(_lanes, lane, static (a, b) => a.Partition.CompareTo(b.Partition));

    public void Add(OwnedPartition partition) => Insert(_partitions, partition, static (a, b) => ByName(a.Name, b.Name));

    /// <summary>Lets go of a partition, and frees the lane of its number with the last one of it.</summary>
    public void Remove(TopicPartition name)
    {
        _partitions.RemoveAll(p => p.Name == name);
        if (_partitions.Exists(p => p.Name.Partition == name.Partition))
            return;
        LaneOf(name.Partition)?.Dispose();
        _lanes.RemoveAll(l => l.Partition == name.Partition);
    }

    private static void Insert<T>(List<T> list, T item, Comparison<T> order)
    {
        list.Add(item);
        list.Sort(order);
    }

    private static int ByName(TopicPartition a, TopicPartition b) =>
        string.CompareOrdinal(a.Topic, b.Topic) is not 0 and var order ? order : a.Partition.CompareTo(b.Partition);
}
