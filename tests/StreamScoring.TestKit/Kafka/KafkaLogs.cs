using System.Globalization;
using StreamScoring.Kafka;
using StreamScoring.TestKit.Logs;

namespace StreamScoring.TestKit.Kafka;

/// <summary>Logs on a cluster for tests, each in a namespace of its own.</summary>
public static class KafkaLogs
{
    private static readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private static int _used;

    /// <summary>A prefix that no other test has.</summary>
    public static string NewPrefix() => $"t{_run}.{Interlocked.Increment(ref _used).ToString(CultureInfo.InvariantCulture)}.";

    /// <summary>A log for a contract suite.</summary>
    public static LogUnderTest UnderTest(string bootstrap, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var prefix = NewPrefix();
        var options = new KafkaLogOptions(bootstrap)
        {
            Instance = prefix,
            Settings = new SortedDictionary<string, string>(settings.ToDictionary(s => s.Key, s => s.Value), StringComparer.Ordinal),
        };
        return new LogUnderTest(
            () => new NamespacedLog(new KafkaLog(options, TimeProvider.System), prefix, new SettledEnds(bootstrap)),
            () => { }
        );
    }
}
