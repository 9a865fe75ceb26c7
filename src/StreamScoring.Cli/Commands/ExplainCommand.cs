using System.CommandLine;
using StreamScoring.Cli.People;
using StreamScoring.Cli.Showing;
using StreamScoring.Documents;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring explain</c>: why a person is in a segment or not, and why one offer is shown and not another.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var who = new Option<string>("--identity", "-i")
        {
            Description = "Whom: an identity (namespace:id), or the beginning of one or of its id",
            HelpName = "ID",
            Required = true,
        };
        var at = new Option<string?>("--at") { Description = "As of this moment of event time (the newest event's)", HelpName = "TIME" };
        var segment = new Option<string?>("--segment") { Description = "Only this segment", HelpName = "NAME" };
        var placement = new Option<string?>("--placement") { Description = "Only decisions of this placement", HelpName = "NAME" };
        var (log, config) = (SharedOptions.Log(), SharedOptions.Config());
        var (set, kind) = (SharedOptions.Set(), SharedOptions.Output());
        var command = new Verb(
            "explain",
            "Say why a person is in a segment or not, and why an offer is shown and not another",
            """
            The person's events up to the moment are run again from the embedded log, so that what is explained is the state of that moment,
            under the rules now in force there. Of a condition that holds those predicates are shown that are enough; of one that does not,
            those that would have to turn, with the nearest miss. What moved the score is measured against other people's recent events.
            Decisions are the records that were written, every offer that lost with its reason.

            Examples:
              streamscoring explain --identity 7690dcc4
              streamscoring explain --identity 7690dcc4 --segment ready-to-buy --at 2018-12-10T15:30:00Z
              streamscoring explain --identity 7690dcc4 --placement cart-banner -o json
            """
        )
        {
            who,
            at,
            segment,
            placement,
            log,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(parsed.GetValue(config), parsed.GetValue(set) ?? [], [], ("log.path", parsed.GetValue(log)));
            if (loaded is null || !EventTimes.TryRead(parsed.GetValue(at), "--at", out var atNs))
                return ExitCode.WrongUse;
            using var people = PeopleLog.Open(loaded, parsed.GetValue(log));
            if (people is null)
                return ExitCode.WrongUse;
            var (segments, placements) = (
                people.Rules.Rules.Segments.Select(s => s.Rule.Id).ToList(),
                people.Rules.Rules.Placements.Select(p => p.Placement.Id).ToList()
            );
            if (
                !IsKnown(parsed.GetValue(segment), "--segment", segments)
                || !IsKnown(parsed.GetValue(placement), "--placement", placements)
                || Identities.Find(parsed.GetRequiredValue(who), people.All()) is not { } person
            )
                return ExitCode.WrongUse;
            return Run(people, person, atNs ?? people.NowNs(), parsed.GetValue(segment), parsed.GetValue(placement), parsed.GetValue(kind));
        });
        return command;
    }

    private static int Run(
        PeopleLog people,
        (string Identity, int Partition) person,
        long atNs,
        string? segment,
        string? placement,
        OutputKind kind
    )
    {
        using var replay = PersonReplay.Run(people, person.Identity, person.Partition, atNs);
        if (replay.Events == 0)
        {
            Console.Error.WriteLine($"error: {person.Identity} has no event in the log up to {EventTimes.Text(atNs)}");
            return ExitCode.WrongUse;
        }

        var (state, entry) = replay.State(people);
        var profile = PersonProfile.Read(people, person.Identity, person.Partition, atNs);
        var last = replay.Last is { } document ? new JsonValues().Read(document) : default;
        var reasons = people.Explainer.Explain(state, entry, profile.Value, last, atNs);
        var decisions = DecisionRecord
            .Newest(people, person.Identity, person.Partition, atNs)
            .Where(d => placement is null || d.Placement == placement);
        var explanation = new PersonExplanation(person.Identity, profile, replay, reasons, [.. decisions])
        {
            // Who asks about one thing is not told about the others.
            Segments = [.. reasons.Segments.Where(s => segment is null ? placement is null : s.Segment == segment)],
            ShowsDecisions = segment is null || placement is not null,
        };
        if (kind == OutputKind.Json)
            Answer.Write(explanation.ToJson());
        else
            explanation.Print(Console.Out);
        return ExitCode.Fine;
    }

    private static bool IsKnown(string? name, string option, List<string> known)
    {
        if (name is null || known.Contains(name, StringComparer.Ordinal))
            return true;
        Console.Error.WriteLine($"error: {option}: the rule set has no '{name}'{Suggestion.Hint(name, known)}");
        return false;
    }
}
