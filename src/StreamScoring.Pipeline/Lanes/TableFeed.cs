using StreamScoring.Decisioning.Deciding;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Decisioning.Tables;
using StreamScoring.Pipeline.Ports;
using StreamScoring.State;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>
/// Follows the topics of a rule set's lookup tables for one lane. A table's rows are not keyed by people, so each lane reads all partitions. It goes on only where a
/// transaction begins, so that all of its decisions see the same rows, and the offsets stand in the lane's state.
/// </summary>
internal sealed class TableFeed : IDisposable
{
    private const int MostATransaction = 10_000;
    private const int ReadBytes = 4 << 20;
    private readonly LaneContext _context;
    private readonly KeyedState _state;
    private readonly TableMarks? _marks;
    private readonly List<Followed> _followed = [];
    private readonly RecordBatch _batch = new(1_000);
    private bool _taken;

    /// <summary>Makes the topics that are missing.</summary>
    public TableFeed(DecisionPlan plan, StateLayout layout, KeyedState state, LaneContext context)
    {
        (_context, _state) = (context, state);
        Tables = new LaneTables(plan.Rules, context.TableLimits);
        if (!plan.FollowsTopics)
            return;
        _marks = new TableMarks(layout);
        for (var i = 0; i < plan.Rules.Tables.Count; i++)
        {
            var table = plan.Rules.Tables[i].Table;
            if (table.Topic is not { } topic)
                continue;
            if (context.Log.PartitionCount(topic) == 0)
                context.Log.EnsureTopic(new TopicSpec(topic, context.Partitions, Compacted: true));
            for (var p = 0; p < context.Log.PartitionCount(topic); p++)
                _followed.Add(new Followed(i, table, p));
        }
    }

    public LaneTables Tables { get; }

    /// <summary>Whether rows were read since the last commit.</summary>
    public bool HasMoved { get; private set; }

    /// <summary>Reads what waits, once a transaction; all of it, or at most so much that the transaction stays short. Returns whether more waits.</summary>
    public bool Take(bool all = false)
    {
        if (_taken && !all)
            return false;
        _taken = true;
        var left = all ? int.MaxValue : MostATransaction;
        foreach (var followed in _followed)
        {
            var from = _marks!.OffsetOf(_state, followed.Table, followed.Partition);
            var next = Read(followed, from, long.MaxValue, ref left);
            if (next == from)
                continue;
            _marks.Set(_state, followed.Table, followed.Partition, next);
            HasMoved = true;
        }

        return left <= 0;
    }

    /// <summary>Reads again what had been read before a restart, by the restored state. Once.</summary>
    public void Restore()
    {
        foreach (var followed in _followed)
        {
            var upTo = _marks!.OffsetOf(_state, followed.Table, followed.Partition);
            var left = int.MaxValue;
            if (upTo > followed.Read)
                Read(followed, followed.Read, upTo, ref left);
            followed.Read = Math.Max(followed.Read, upTo);
        }

        Tables.Commit();
    }

    public void Commit()
    {
        if (HasMoved)
        {
            Tables.Commit();
            foreach (var followed in _followed)
                followed.Read = _marks!.OffsetOf(_state, followed.Table, followed.Partition);
        }

        (HasMoved, _taken) = (false, false);
    }

    public void Abort()
    {
        if (HasMoved)
            Tables.Abort();
        (HasMoved, _taken) = (false, false);
    }

    public void Dispose()
    {
        foreach (var followed in _followed)
            followed.Reader?.Dispose();
    }

    private long Read(Followed followed, long from, long upTo, ref int left)
    {
        followed.Reader ??= _context.Log.OpenReader(followed.Table.Topic!, followed.Partition);
        var (start, end) = followed.Reader.Bounds();
        end = Math.Min(end, upTo);
        var next = Math.Max(from, start);
        for (; next < end && left > 0 && followed.Reader.Read(next, _batch, ReadBytes) > 0; next = _batch.NextOffset)
        {
            for (var i = 0; i < _batch.Count && _batch.Offset(i) < end; i++, left--)
                Put(followed.Number, i);
        }

        // What an empty topic's start says is not progress.
        return Math.Max(from, Math.Min(next, end));
    }

    private void Put(int table, int i)
    {
        var timestampMs = Math.Max(1, _batch.TimestampMs(i) ?? 1);
        if (!_batch.HasValue(i))
            Tables.Delete(table, _batch.Key(i), timestampMs * 1_000_000);
        else
            Tables.Put(table, _batch.Key(i), VersionTime.Of(_batch.Value(i), timestampMs), _batch.Value(i));
    }

    private sealed class Followed(int number, LookupTable table, int partition)
    {
        public int Number { get; } = number;

        public LookupTable Table { get; } = table;

        public int Partition { get; } = partition;

        public IPartitionReader? Reader { get; set; }

        /// <summary>How far the committed rows go.</summary>
        public long Read { get; set; }
    }
}
