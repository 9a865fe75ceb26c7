using StreamScoring.Pipeline.Jsonl;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Replaying;

/// <summary>Writes what a replay comes to into a folder, a file a topic, in the order in which it comes about.</summary>
internal sealed class DecisionFiles : ReplaySink, IDisposable
{
    private readonly TopicNames _topics;
    private readonly string _deadLettersPath;
    private readonly FileStream _scores;
    private readonly FileStream _memberships;
    private readonly FileStream _decisions;
    private FileStream? _deadLetters;

    /// <summary>Opens the files, making the folder; those of an earlier run are replaced. Throws <see cref="IOException"/> when they cannot be written.</summary>
    public DecisionFiles(string folder, TopicNames topics)
    {
        Directory.CreateDirectory(folder);
        _topics = topics;
        _deadLettersPath = Path.Combine(folder, "dead-letters.jsonl");
        // Those of an earlier run must not pass for this one's.
        File.Delete(_deadLettersPath);
        _scores = Create(Path.Combine(folder, "scores.jsonl"));
        _memberships = Create(Path.Combine(folder, "memberships.jsonl"));
        _decisions = Create(Path.Combine(folder, "decisions.jsonl"));
    }

    public long Scores { get; private set; }

    public long Memberships { get; private set; }

    public long Decisions { get; private set; }

    public long DeadLetters { get; private set; }

    public override void Take(string topic, byte[] key, byte[]? value, byte[] headers)
    {
        if (topic == _topics.Scores)
            Scores += Line(_scores, value);
        else if (topic == _topics.Memberships)
            Memberships += Line(_memberships, value);
        else if (topic == _topics.Decisions)
            Decisions += Line(_decisions, value);
        else if (topic == _topics.DeadLetters)
        {
            JsonlDeadLetters.Write(_deadLetters ??= Create(_deadLettersPath), value, headers);
            DeadLetters++;
        }
    }

    public void Dispose()
    {
        _scores.Dispose();
        _memberships.Dispose();
        _decisions.Dispose();
        _deadLetters?.Dispose();
    }

    private static int Line(FileStream to, byte[]? value)
    {
        // Of a person who is forgotten nothing is left to write.
        if (value is null)
            return 0;
        to.Write(value);
        to.WriteByte((byte)'\n');
        return 1;
    }

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
}
