using System.Buffers;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Pipeline.Workers;

/// <summary>
/// Moves a worker's lanes from one active set to the newest, each at a commit: the progress of that commit names the new set, a border record the offset from which it
/// scores. At least once, a lane goes on under the set its progress named until it is past the log's end as found on assignment: the scores of events which the owner
/// before did not get to commit may have been seen already, and must come out again as they were. Exactly once, nobody has seen them.
/// </summary>
internal sealed class Switching(ActiveSets sets, Ownership owned, LaneContext context)
{
    private readonly List<Lane> _lanes = [];
    private readonly ArrayBufferWriter<byte> _border = new(512);
    private ActiveSet _to = sets.Newest;

    /// <summary>Whether a lane can change now.</summary>
    public bool IsDue
    {
        get
        {
            var newest = sets.Newest;
            for (var i = 0; i < owned.Lanes.Count; i++)
            {
                if (MayChange(owned.Lanes[i], newest))
                    return true;
            }

            return false;
        }
    }

    /// <summary>The set that a lane begins with: what its progress names, or the newest where progress names none (at least once there is only an offset) or that set cannot be had.</summary>
    public ActiveSet SetFor(Progress? progress) =>
        (progress is { ActiveSet.Length: > 0 } ? sets.Find(progress.ActiveSet) : null) ?? sets.Newest;

    /// <summary>What the commit moves: partitions that went on, and all partitions of lanes that change, with the border of each.</summary>
    public void Collect(List<Progress> progress, ITransaction transaction)
    {
        progress.Clear();
        _lanes.Clear();
        _to = sets.Newest;
        for (var i = 0; i < owned.Lanes.Count; i++)
        {
            if (MayChange(owned.Lanes[i], _to))
                _lanes.Add(owned.Lanes[i]);
        }

        for (var i = 0; i < owned.Partitions.Count; i++)
        {
            var partition = owned.Partitions[i];
            var changes = _lanes.Contains(partition.Lane);
            if (!changes && !partition.HasMoved && !partition.Lane.HasMoved)
                continue;
            progress.Add(
                new Progress(partition.Name, partition.Next, changes ? _to.Hash : partition.Lane.Set.Hash, partition.Lane.ProfileOffset)
            );
            if (changes)
                WriteBorder(partition, transaction);
        }
    }

    /// <summary>Makes the change, once the commit stands.</summary>
    public void Swap()
    {
        foreach (var lane in _lanes)
        {
            lane.SwitchTo(_to);
            context.Observer.Switched(lane.Partition, _to.Hash);
        }

        _lanes.Clear();
    }

    private bool MayChange(Lane lane, ActiveSet newest)
    {
        if (ReferenceEquals(lane.Set, newest) || string.Equals(lane.Set.Hash, newest.Hash, StringComparison.Ordinal))
            return false;
        if (context.Settings.Delivery == Delivery.ExactlyOnce)
            return true;
        for (var i = 0; i < owned.Partitions.Count; i++)
        {
            var partition = owned.Partitions[i];
            if (ReferenceEquals(partition.Lane, lane) && partition.Next < partition.EndOnAssignment)
                return false;
        }

        return true;
    }

    private void WriteBorder(OwnedPartition partition, ITransaction transaction)
    {
        _border.ResetWrittenCount();
        new BorderRecord(partition.Name, partition.Next, _to.Hash, partition.Lane.Set.Hash).WriteTo(_border);
        var to = new TopicPartition(context.Settings.Topics.Borders, partition.Name.Partition);
        transaction.Append(to, default, _border.WrittenSpan, default, context.Clock.GetUtcNow().ToUnixTimeMilliseconds(), hasKey: false);
    }
}
