using System.CommandLine;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.People;
using StreamScoring.Cli.Showing;
using StreamScoring.Decisioning.Explaining;
using StreamScoring.Documents;
using StreamScoring.State;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring people</c>: who is known, and what of them.</summary>
internal static class PeopleCommand
{
    public static Command Create() =>
        new Verb(
            "people",
            "Look people up on an embedded log",
            """
            Examples:
              streamscoring people ls --segment cart-abandoner
              streamscoring people show 7690dcc4
            """
        )
        {
            List(),
            Show(),
        };

    private static Verb List()
    {
        var segments = new Option<string[]>("--segment")
        {
            Description = "Only people in this segment; more than one: in all of them",
            HelpName = "NAME",
        };
        var limit = SharedOptions.Number("--limit", 1, int.MaxValue, "At most so many (all)");
        var (log, config, set, kind) = (SharedOptions.Log(), SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var command = new Verb("ls", "List people with the segments they are in", "A person a line: the identity, then the segments.")
        {
            segments,
            limit,
            log,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            using var people = Open(parsed, log, config, set);
            if (people is null)
                return ExitCode.WrongUse;
            var wanted = parsed.GetValue(segments) ?? [];
            var known = people.Rules.Rules.Segments.Select(s => s.Rule.Id).ToList();
            if (wanted.FirstOrDefault(s => !known.Contains(s, StringComparer.Ordinal)) is { } wrong)
            {
                Console.Error.WriteLine($"error: --segment: the rule set has no '{wrong}'{Suggestion.Hint(wrong, known)}");
                return ExitCode.WrongUse;
            }

            Print(people, wanted, parsed.GetValue(limit) ?? int.MaxValue, parsed.GetValue(kind));
            return ExitCode.Fine;
        });
        return command;
    }

    private static Verb Show()
    {
        var who = new Argument<string>("identity") { Description = "An identity (namespace:id), or the beginning of one or of its id" };
        var (log, config, set, kind) = (SharedOptions.Log(), SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var command = new Verb(
            "show",
            "Show what is kept of a person, and what was decided last",
            "The state as it was committed last, at the newest event's time; `explain` says why, and tells of earlier moments."
        )
        {
            who,
            log,
            config,
            set,
            kind,
        };
        command.SetAction(parsed =>
        {
            using var people = Open(parsed, log, config, set);
            if (people is null || Identities.Find(parsed.GetRequiredValue(who), people.All()) is not { } person)
                return ExitCode.WrongUse;
            var (nowNs, state) = (people.NowNs(), people.States(person.Partition));
            var profile = PersonProfile.Read(people, person.Identity, person.Partition, nowNs);
            var entry = state.Find(System.Text.Encoding.UTF8.GetBytes(person.Identity));
            var known = people.Explainer.Explain(state, entry, profile.Value, default, nowNs);
            var view = new PersonView(
                person.Identity,
                profile,
                known,
                DecisionRecord.Newest(people, person.Identity, person.Partition, long.MaxValue)
            );
            if (parsed.GetValue(kind) == OutputKind.Json)
                Answer.Write(view.ToJson());
            else
                view.Print(Console.Out);
            return ExitCode.Fine;
        });
        return command;
    }

    private static PeopleLog? Open(ParseResult parsed, Option<string?> log, Option<string?> config, Option<string[]> set)
    {
        var loaded = SharedOptions.Load(parsed.GetValue(config), parsed.GetValue(set) ?? [], [], ("log.path", parsed.GetValue(log)));
        return loaded is null ? null : PeopleLog.Open(loaded, parsed.GetValue(log));
    }

    private static void Print(PeopleLog people, string[] wanted, long limit, OutputKind kind)
    {
        var states = new SortedDictionary<int, KeyedState>();
        var members = new SegmentMembers(people.Rules, people.Set.Layout);
        var count = 0L;
        foreach (var (identity, partition) in people.All())
        {
            if (!states.TryGetValue(partition, out var state))
                states[partition] = state = people.States(partition);
            var segments = members.Of(state, state.Find(System.Text.Encoding.UTF8.GetBytes(identity)));
            if (!wanted.All(w => segments.Any(s => s.Segment == w)))
                continue;
            if (++count > limit)
                break;
            if (kind == OutputKind.Json)
                Answer.Write(
                    new
                    {
                        identity,
                        partition,
                        segments = segments.Select(s => new { segment = s.Segment, since = EventTimes.Text(s.SinceNs) }),
                    }
                );
            else
                Console.WriteLine($"{identity}  {string.Join(", ", segments.Select(s => s.Segment))}".TrimEnd());
        }
    }
}
