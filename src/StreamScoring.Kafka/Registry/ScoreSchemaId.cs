namespace StreamScoring.Kafka.Registry;

/// <summary>Under which id the registry holds the schema of score records, or why it cannot be said.</summary>
/// <param name="Subject">The subject that was asked.</param>
/// <param name="Id">The id for <see cref="Events.Scores.ScoreAvroEncoder"/>; null when there is a problem.</param>
/// <param name="Problem">What is wrong and what to do; null when there is an id.</param>
/// <param name="IsKept">Whether the id comes from the disk, because the registry could not be reached.</param>
/// <param name="MayRetry">Whether the problem can end by itself.</param>
public sealed record ScoreSchemaId(string Subject, int? Id, string? Problem, bool IsKept = false, bool MayRetry = false);
