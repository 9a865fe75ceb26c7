using StreamScoring.Benchmarks.Measuring;
using StreamScoring.Benchmarks.Pipelines;
using StreamScoring.EmbeddedLog;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Logs.Memory;

namespace StreamScoring.Benchmarks.Logs;

/// <summary>What the embedded log itself costs, beside the log in memory that shares its record format.</summary>
internal static class LogWork
{
    private const int Events = 4_000;
    private const int SmallCommits = 250;

    private static readonly TopicPartition s_to = new(Load.Topic, 0);

    public static Group Group { get; } = new("embedded-log", "The embedded log's own work, Luma records of 1.7 KB", 11, Open);

    private static OpenGroup Open()
    {
        byte[][] lines = [.. LumaEvents.Lines.TakeLast(Events)];
        var folder = new TempFolder();
        var memory = new InMemoryLog(TimeProvider.System, new InMemoryLogOptions { SegmentBytes = 32 << 20, KeepsOneSegment = true });
        var embedded = EmbeddedLog.EmbeddedLog.Open(new EmbeddedLogOptions(folder.Path), TimeProvider.System);
        var cases = new List<Case>();
        var holds = new List<IDisposable>();
        var (inMemory, onDisk) = (new Work(memory, lines), new Work(embedded, lines));
        Pair("append, a commit every 1,000", w => w.Append(1_000, Events));
        Pair("append, a commit for each", w => w.Append(1, SmallCommits));
        Pair("read, 256 at a time", w => w.Read());
        Pair("put a key's state of 1 KB, a commit every 250", w => w.PutState(250, 2_000));
        // Last opened, first closed.
        holds.AddRange([inMemory, onDisk, memory, embedded, folder]);
        return new OpenGroup(cases, [.. holds]);

        void Pair(string what, Func<Work, int> work)
        {
            var baseline = $"{what}: in memory";
            cases.Add(Case.Repeated(baseline, null, () => work(inMemory)));
            cases.Add(new Case($"{what}: embedded", baseline, () => Once(() => work(onDisk))));
        }
    }

    private static Cost Once(Func<int> work)
    {
        var meter = Meter.Start();
        return meter.Stop(work());
    }

    private sealed class Work : IDisposable
    {
        private readonly byte[][] _lines;
        private readonly ITransaction _writer;
        private readonly IPartitionReader _reader;
        private readonly RecordBatch _records = new(256);
        private readonly byte[] _state = new byte[1_024];

        public Work(ILog log, byte[][] lines)
        {
            _lines = lines;
            log.EnsureTopic(new TopicSpec(s_to.Topic, 1));
            _writer = log.OpenWriter("bench", "bench");
            _reader = log.OpenReader(s_to.Topic, s_to.Partition);
        }

        public int Append(int perCommit, int events)
        {
            for (var i = 0; i < events; i++)
            {
                var line = _lines[i];
                _writer.Append(s_to, line.AsSpan(8, 33), line, default, i);
                if (i % perCommit == perCommit - 1)
                    _writer.Commit([]);
            }

            return events;
        }

        public int Read()
        {
            // The newest: what was written before may be gone from the log in memory.
            var end = _reader.Bounds().End;
            var read = 0;
            for (var offset = end - Events; offset < end && _reader.Read(offset, _records, 4 << 20) > 0; offset = _records.NextOffset)
                read += _records.Count;
            return read;
        }

        public int PutState(int perCommit, int keys)
        {
            for (var i = 0; i < keys; i++)
            {
                _state[0] = (byte)i;
                _writer.PutState(0, _lines[i].AsSpan(8, 33), _state);
                if (i % perCommit == perCommit - 1)
                    _writer.Commit([]);
            }

            return keys;
        }

        public void Dispose()
        {
            _reader.Dispose();
            _writer.Dispose();
        }
    }

    private sealed class TempFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("streamscoring-bench-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
