namespace StreamScoring.Kafka.Consuming;

/// <summary>Where a key or value lies in the <see cref="Staging"/> of the record that is being consumed.</summary>
internal readonly record struct StagedSpan(int Start, int Length, bool IsNull);
