namespace StreamScoring.Cli.Running;

/// <summary>How predictions compare with what people then did.</summary>
/// <param name="Events">Scored events whose hour is over.</param>
/// <param name="MeanScore">What was predicted, on average.</param>
/// <param name="Followed">How many of the events were followed by a purchase of the same visitor within the hour.</param>
/// <param name="Auc">The chance that an event which was followed by one scored higher than an event which was not; null when all are alike.</param>
internal sealed record Outcome(int Events, double MeanScore, int Followed, double? Auc)
{
    /// <summary>Compares (score, followed) pairs. Null when there is none.</summary>
    public static Outcome? Of(IReadOnlyList<(double Score, bool Followed)> pairs)
    {
        if (pairs.Count == 0)
            return null;
        var followed = pairs.Count(p => p.Followed);
        return new Outcome(pairs.Count, pairs.Average(p => p.Score), followed, AreaUnderCurve(pairs, followed));
    }

    // The rank sum of Mann and Whitney; ties share their mean rank.
    private static double? AreaUnderCurve(IReadOnlyList<(double Score, bool Followed)> pairs, int followed)
    {
        if (followed == 0 || followed == pairs.Count)
            return null;
        var ranks = 0.0;
        var below = 0;
        foreach (var tie in pairs.GroupBy(p => p.Score).OrderBy(g => g.Key))
        {
            ranks += tie.Count(p => p.Followed) * (below + ((tie.Count() + 1) / 2.0));
            below += tie.Count();
        }

        return (ranks - (followed * (followed + 1.0) / 2)) / ((double)followed * (pairs.Count - followed));
    }
}
