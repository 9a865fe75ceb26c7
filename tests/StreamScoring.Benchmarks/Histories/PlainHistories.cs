namespace StreamScoring.Benchmarks.Histories;

/// <summary>The same histories in objects and the platform's collections.</summary>
internal sealed class PlainHistories(IReadOnlyList<HistoryEvent> events) : Replay(events)
{
    private const long DayNs = 24 * OneWindow.HourNs;
    private const double NsPerSecond = 1e9;
    private readonly Dictionary<string, Person> _people = new(StringComparer.Ordinal);

    protected override double Step(HistoryEvent e, long timeNs)
    {
        if (!_people.TryGetValue(e.Name, out var person))
            _people[e.Name] = person = new Person();
        if (person.Ids.TryGetValue(new Bytes(e.Id), out var seen) && timeNs - seen <= DayNs)
            return 0;
        person.Ids[new Bytes(e.Id)] = timeNs;
        var sum = 0.0;
        for (var i = 0; i < person.Counts.Length; i++)
        {
            sum += person.Counts[i];
            person.Counts[i] += i == 0 || e.Kind == i ? 1 : 0;
        }

        for (var i = 0; i < person.Windows.Length; i++)
        {
            sum += Count(person.Windows[i], timeNs);
            if (i == 0 || e.Kind == i)
                person.Windows[i].Enqueue(timeNs);
        }

        sum += person.Pages.Count;
        if (e.Page.Length > 0)
            person.Pages.Add(new Bytes(e.Page));
        if (person.Events > 0)
            sum += (timeNs - person.LastNs) / NsPerSecond;
        if (person.Events > 1)
            sum += person.GapSum / (person.Events - 1);
        if (person.Events > 0)
            person.GapSum += (timeNs - person.LastNs) / NsPerSecond;
        (person.LastNs, person.Events) = (timeNs, person.Events + 1);
        sum += person.Spent;
        person.Spent += e.Price;
        return sum;
    }

    private static int Count(Queue<long> window, long timeNs)
    {
        while (window.TryPeek(out var oldest) && oldest < timeNs - OneWindow.HourNs)
            window.Dequeue();
        var count = 0;
        foreach (var at in window)
            count += at < timeNs && at >= timeNs - OneWindow.HourNs ? 1 : 0;
        return count;
    }

    private sealed class Person
    {
        public Dictionary<Bytes, long> Ids { get; } = [];

        public long[] Counts { get; } = new long[5];

        public Queue<long>[] Windows { get; } = [new(), new(), new()];

        public HashSet<Bytes> Pages { get; } = [];

        public long LastNs { get; set; }

        public int Events { get; set; }

        public double GapSum { get; set; }

        public double Spent { get; set; }
    }

    /// <summary>Bytes that compare by content.</summary>
    private readonly struct Bytes(byte[] value) : IEquatable<Bytes>
    {
        private readonly byte[] _value = value;

        public bool Equals(Bytes other) => _value.AsSpan().SequenceEqual(other._value);

        public override bool Equals(object? obj) => obj is Bytes other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(_value);
            return hash.ToHashCode();
        }
    }
}
