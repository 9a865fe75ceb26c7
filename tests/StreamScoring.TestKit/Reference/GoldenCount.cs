namespace StreamScoring.TestKit.Reference;

/// <summary>Says on the run's own output how many reference cases a suite compared: a suite that shrinks must be seen to.</summary>
public static class GoldenCount
{
    /// <summary>One line, which <c>tests/run --golden</c> adds up: <c>golden SUITE: N cases (what)</c>.</summary>
    public static void Say(string suite, int cases, string what) =>
        Console.WriteLine(FormattableString.Invariant($"golden {suite}: {cases} cases ({what})"));
}
