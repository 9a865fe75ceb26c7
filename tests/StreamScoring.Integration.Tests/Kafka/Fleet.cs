using StreamScoring.Integration.Tests.Pipeline;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>Two workers that take turns in dying, each at its planned point, until there were enough kills; who died is replaced.</summary>
internal sealed class Fleet : IDisposable
{
    private readonly KafkaPlan _plan;
    private readonly Random _random;
    private readonly WorkerProcess?[] _slots = new WorkerProcess?[2];
    private readonly SortedDictionary<string, int> _hits = new(StringComparer.Ordinal);
    private int _armed;

    public Fleet(KafkaPlan plan, int seed, int kills)
    {
        _plan = plan;
        _random = new Random(seed);
        Kills = kills;
        Look();
    }

    /// <summary>How many there are to be.</summary>
    public int Kills { get; }

    public int Killed { get; private set; }

    /// <summary>Whether there were enough, and two workers run that will not die.</summary>
    public bool IsThrough => Killed >= Kills && Array.TrueForAll(_slots, s => s is { HasEnded: false, Point: "" });

    public string Hits => string.Join(", ", _hits.Select(h => $"{h.Key} {h.Value}"));

    public IEnumerable<string> PointsHit => KillObserver.Points.Where(_hits.ContainsKey);

    public IEnumerable<WorkerProcess> Workers => _slots.OfType<WorkerProcess>();

    /// <summary>What its workers said last.</summary>
    public string Last => string.Concat(_slots.Select(s => s?.Last));

    /// <summary>Counts who has died, and puts another in its place. Fails when one ended in another way.</summary>
    public void Look()
    {
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i] is { HasEnded: true } ended)
            {
                if (ended.Point.Length == 0 || !ended.WasKilled)
                    ended.AssertRuns();
                _hits[ended.Point] = _hits.GetValueOrDefault(ended.Point) + 1;
                Killed++;
                ended.Dispose();
                _slots[i] = null;
            }

            _slots[i] ??= Start();
        }
    }

    public void Stop() => Array.ForEach(_slots, s => s!.Stop());

    public void Dispose() => Array.ForEach(_slots, s => s?.Dispose());

    private WorkerProcess Start()
    {
        // One at a time: the other is who takes over.
        if (_armed > Killed || _armed == Kills)
            return new WorkerProcess(_plan);
        var point = KillObserver.Points[_armed++ % KillObserver.Points.Count];
        return new WorkerProcess(
            _plan,
            point,
            point switch
            {
                "in decode" => 1 + _random.Next(60),
                "in restore" => 1 + _random.Next(2),
                _ => 1 + _random.Next(4),
            }
        );
    }
}
