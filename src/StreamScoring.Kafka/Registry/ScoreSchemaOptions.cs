namespace StreamScoring.Kafka.Registry;

/// <summary>Where score records' schema stands in the registry, and whether it may be put there.</summary>
/// <param name="Topic">The topic of the score records.</param>
public sealed record ScoreSchemaOptions(string Topic)
{
    private const string RecordName = "streamscoring.v1.Score";

    /// <summary>How the subject is named.</summary>
    public ScoreSubject Strategy { get; init; } = ScoreSubject.Topic;

    /// <summary>Whether a missing schema is registered, after the registry has found it compatible; otherwise it must be there.</summary>
    public bool AutoRegister { get; init; }

    /// <summary>The subject.</summary>
    public string Subject =>
        Strategy switch
        {
            ScoreSubject.Topic => $"{Topic}-value",
            ScoreSubject.Record => RecordName,
            ScoreSubject.TopicRecord => $"{Topic}-{RecordName}",
            _ => throw new ArgumentOutOfRangeException(nameof(Strategy), Strategy, "unknown subject strategy"),
        };
}
