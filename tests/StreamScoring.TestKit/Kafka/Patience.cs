namespace StreamScoring.TestKit.Kafka;

/// <summary>Waits for what other processes do: generously, and with an end that says what was waited for.</summary>
public static class Patience
{
    /// <summary>
    /// Looks again and again until <paramref name="done"/> says so. Throws <see cref="TimeoutException"/> naming <paramref name="what"/>
    /// when it never does. Looks every <paramref name="every"/> ms.
    /// </summary>
    public static void Until(Func<bool> done, string what, TimeSpan? atMost = null, int every = 50)
    {
        var limit = atMost ?? TimeSpan.FromMinutes(2);
        var started = TimeProvider.System.GetTimestamp();
        using var rest = new ManualResetEventSlim();
        while (!done())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
                throw new TimeoutException($"waited {limit.TotalSeconds} s for {what}");
            rest.Wait(every);
        }
    }
}
