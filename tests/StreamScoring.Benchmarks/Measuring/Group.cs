namespace StreamScoring.Benchmarks.Measuring;

/// <summary>Cases that are measured in one run, in turns.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Title">What the group is about.</param>
/// <param name="Samples">Rounds of each case that count.</param>
/// <param name="Open">Makes the cases. They are measured before the next group is opened, and disposed after.</param>
internal sealed record Group(string Name, string Title, int Samples, Func<OpenGroup> Open);

/// <summary>The cases of a group and what they hold.</summary>
internal sealed class OpenGroup(IReadOnlyList<Case> cases, params IReadOnlyList<IDisposable> holds) : IDisposable
{
    public IReadOnlyList<Case> Cases { get; } = cases;

    public void Dispose()
    {
        foreach (var held in holds)
            held.Dispose();
    }
}
