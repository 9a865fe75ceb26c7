using System.Globalization;
using StreamScoring.Events.Faults;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Pipeline.Workers;

/// <summary>
/// Stops a worker when too many of its last events became dead letters: then it is not the events, it is the topic, the schema or a
/// release, and going on would only move the topic to the dead letters.
/// </summary>
internal sealed class FaultLimit
{
    private readonly PipelineSettings _settings;
    private readonly bool[] _last;
    private int _seen;
    private int _next;
    private int _faults;

    public FaultLimit(PipelineSettings settings)
    {
        _settings = settings;
        _last = settings.FaultLimitPercent < 100 ? new bool[settings.FaultWindow] : [];
    }

    /// <summary>Counts a batch that was scored. Throws <see cref="FaultLimitException"/> when it was one too many.</summary>
    public void Count(TopicPartition from, ScoredBatch batch)
    {
        if (_last.Length == 0)
            return;
        var events = batch.Events;
        for (var row = 0; row < events.Count; row++)
        {
            var fault = events.Faults[row];
            Count(fault is not null);
            if (fault is not null && _seen == _last.Length && _faults * 100L > _settings.FaultLimitPercent * (long)_last.Length)
                throw Exceeded(from, events.Offsets[row], fault);
        }
    }

    private void Count(bool isFault)
    {
        _faults += (isFault ? 1 : 0) - (_last[_next] ? 1 : 0);
        _last[_next] = isFault;
        _next = _next + 1 == _last.Length ? 0 : _next + 1;
        _seen = Math.Min(_seen + 1, _last.Length);
    }

    private FaultLimitException Exceeded(TopicPartition from, long offset, Fault fault) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_faults} of the last {_last.Length} events could not be scored, more than the limit of {_settings.FaultLimitPercent} %; the last at {from} offset {offset}: {fault}. What came after the last commit is scored again at the next start. Those before it are in '{_settings.Topics.DeadLetters}'; to go on regardless, raise pipeline.faultLimitPercent (100 never stops)"
            )
        );
}
