using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Workers;

/// <summary>Partitions that rest because something outside (a schema registry, say) failed, and go on from the same event after a while. Others are not held up.</summary>
internal sealed class Retries(ISource source, LaneContext context)
{
    private readonly Dictionary<TopicPartition, long> _resting = [];

    public bool Any => _resting.Count > 0;

    public void Later(TopicPartition partition, long offset, string reason)
    {
        source.Seek(partition, offset);
        source.Pause(partition);
        _resting[partition] = context.Clock.GetTimestamp();
        context.Observer.Retrying(partition, offset, reason);
    }

    public void ResumeDue()
    {
        if (_resting.Count == 0)
            return;
        foreach (var (partition, since) in _resting)
        {
            if (context.ElapsedNs(since) < context.Settings.RetryDelayMs * 1_000_000L)
                continue;
            source.Resume(partition);
            _resting.Remove(partition);
        }
    }

    public void Forget(TopicPartition partition) => _resting.Remove(partition);
}
