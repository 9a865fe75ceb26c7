namespace StreamScoring.Kafka.Registry;

/// <summary>Under which subject the registry holds the schema of a topic's values; as the official serializers name them.</summary>
public enum ScoreSubject
{
    /// <summary>The topic's name and <c>-value</c>.</summary>
    Topic,

    /// <summary>The record's full name.</summary>
    Record,

    /// <summary>The topic's name, a dash, and the record's full name.</summary>
    TopicRecord,
}
