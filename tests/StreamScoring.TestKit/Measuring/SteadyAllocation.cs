namespace StreamScoring.TestKit.Measuring;

/// <summary>Measures what code allocates once it is warm.</summary>
public static class SteadyAllocation
{
    /// <summary>The most rounds that are run.</summary>
    public const int Rounds = 8;

    /// <summary>
    /// The bytes that the cheapest of several rounds allocated on this thread. The runtime allocates now and then on a thread's behalf (tiered code, lazy statics),
    /// in one round or another; what code allocates for each event it allocates in every round.
    /// </summary>
    public static long Least(Action round)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Rounds && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
