using StreamScoring.Benchmarks.Measuring;

namespace StreamScoring.Benchmarks.Expressions;

/// <summary>
/// Ten rules as marketers write them, each beside a C# lambda that does the same on the same data: columns for the event and the profile, plain objects for the lambda's
/// history, where ours reads a parsed document. The lambda knows types and places at compile time; nobody can publish one in a second.
/// </summary>
internal static class AudienceRules
{
    public static Group Group { get; } = new("rules", "Evaluate audience rules", 11, Open);

    private static OpenGroup Open()
    {
        var people = new People();
        var cases = new List<Case>();
        foreach (var rule in Rules.All)
        {
            var planned = new PlannedRule(rule, people);
            var (ours, theirs) = (planned.Run(), Run(rule, people));
            if (ours != theirs || ours == 0 || ours == people.Count)
                throw new InvalidOperationException(
                    $"'{rule.Name}' holds for {ours} people planned and {theirs} compiled, of {people.Count}"
                );
            var rival = $"{rule.Name}: C# lambda";
            cases.Add(Case.Repeated(rival, null, () => Run(rule, people) >= 0 ? people.Count : 0));
            cases.Add(Case.Repeated($"{rule.Name}: ours", rival, () => planned.Run() >= 0 ? people.Count : 0));
        }

        return new OpenGroup(cases);
    }

    private static int Run(Rule rule, People people)
    {
        var held = 0;
        for (var row = 0; row < people.Count; row++)
            held += rule.Lambda(people, row) ? 1 : 0;
        return held;
    }
}
