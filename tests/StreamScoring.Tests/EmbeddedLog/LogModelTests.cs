using System.Globalization;
using CsCheck;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using Xunit;

namespace StreamScoring.Tests.EmbeddedLog;

/// <summary>Random work on a log and on a naive model of one that shares no code with it.</summary>
public sealed class LogModelTests
{
    private const int Partitions = 2;

    public static TheoryData<string> Kinds() => [.. LogUnderTest.Kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_work_leaves_what_the_model_says(string kind)
    {
        var (commits, aborts, reopens, fenced) = (0, 0, 0, 0);
        Work()
            .Array[1, 60]
            .Sample(
                steps =>
                {
                    using var log = LogUnderTest.Kinds[kind]();
                    log.Log.EnsureTopic(new TopicSpec("events", Partitions));
                    var model = new Model();
                    ITransaction? older = null;
                    var writer = log.Log.OpenWriter("g", "w");
                    foreach (var step in steps)
                    {
                        switch (step.Kind)
                        {
                            case StepKind.Append:
                                writer.Append(new TopicPartition("events", step.Partition), step.Key, step.Value, step.Number);
                                model.Pending.Add(() => model.Records[step.Partition].Add((step.Key, step.Value, step.Number)));
                                break;
                            case StepKind.Put:
                                writer.PutState(step.Partition, step.Key ?? "", step.Value ?? "");
                                model.Pending.Add(() => model.Put(step.Partition, step.Key ?? "", step.Value ?? ""));
                                break;
                            case StepKind.Commit:
                                writer.Commit([
                                    new Progress(new TopicPartition("events", step.Partition), step.Number, "set", step.Number),
                                ]);
                                model.Commit(step.Partition, step.Number);
                                commits++;
                                break;
                            case StepKind.Abort:
                                writer.Abort();
                                model.Pending.Clear();
                                aborts++;
                                break;
                            case StepKind.Replace:
                                older?.Dispose();
                                older = writer;
                                older.Append(new TopicPartition("events", 0), "k", "stale");
                                writer = log.Log.OpenWriter("g", "w");
                                Assert.Throws<FencedException>(() => older.Commit([]));
                                model.Pending.Clear();
                                fenced++;
                                break;
                            default:
                                writer.Dispose();
                                older?.Dispose();
                                older = null;
                                log.Reopen();
                                writer = log.Log.OpenWriter("g", "w");
                                model.Pending.Clear();
                                reopens++;
                                break;
                        }
                    }

                    AssertAgree(model, log.Log, writer);
                    writer.Dispose();
                    older?.Dispose();
                    log.Reopen();
                    using var last = log.Log.OpenWriter("g", "w");
                    AssertAgree(model, log.Log, last);
                },
                iter: 60,
                threads: 1
            );
        Assert.True(
            commits > 100 && aborts > 30 && reopens > 10 && fenced > 10,
            $"{commits} commits, {aborts} aborts, {reopens} reopens, {fenced} fenced"
        );
    }

    private static Gen<Step> Work() =>
        Gen.Select(
            Gen.Frequency(
                (12, Gen.Const(StepKind.Append)),
                (8, Gen.Const(StepKind.Put)),
                (5, Gen.Const(StepKind.Commit)),
                (2, Gen.Const(StepKind.Abort)),
                (1, Gen.Const(StepKind.Replace)),
                (1, Gen.Const(StepKind.Reopen))
            ),
            Gen.Int[0, Partitions - 1],
            Gen.Int[0, 4].Select(k => k == 0 ? null : "abc"[(k - 1)..][..Math.Min(1, 4 - k)]),
            Gen.Frequency((4, Gen.String[Gen.Char['a', 'z'], 0, 40].Select(s => (string?)s)), (1, Gen.Const((string?)null))),
            Gen.Int[0, 50],
            (kind, partition, key, value, number) => new Step(kind, partition, key, value, number)
        );

    private static void AssertAgree(Model model, ILog log, ITransaction writer)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            var name = new TopicPartition("events", partition);
            var records = log.ReadAll(name, capacity: 7);
            Assert.Equal(model.Records[partition], records.Select(r => (r.Key, r.Value, (int)r.TimestampMs!.Value)));
            Assert.Equal(model.State[partition], writer.State(partition));
            Assert.Equal(model.Progress[partition], (int?)writer.ReadProgress(name)?.NextOffset);
            using var reader = log.OpenReader("events", partition);
            for (var wanted = 0; wanted <= 51; wanted += 3)
                Assert.Equal(records.FirstOrDefault(r => r.TimestampMs >= wanted)?.Offset ?? reader.Bounds().End, reader.OffsetAt(wanted));
        }
    }

    private enum StepKind
    {
        Append,
        Put,
        Commit,
        Abort,
        Replace,
        Reopen,
    }

    private sealed record Step(StepKind Kind, int Partition, string? Key, string? Value, int Number)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Kind} {Partition} {Key ?? "null"}={Value ?? "null"} {Number}");
    }

    private sealed class Model
    {
        public List<Action> Pending { get; } = [];

        public List<(string?, string?, int)>[] Records { get; } =
        [
            [],
            [],
        ];

        public SortedDictionary<string, string>[] State { get; } = [new(StringComparer.Ordinal), new(StringComparer.Ordinal)];

        public int?[] Progress { get; } = [null, null];

        public void Put(int partition, string key, string value)
        {
            if (value.Length == 0)
                State[partition].Remove(key);
            else
                State[partition][key] = value;
        }

        public void Commit(int partition, int nextOffset)
        {
            Pending.ForEach(apply => apply());
            Pending.Clear();
            Progress[partition] = nextOffset;
        }
    }
}
