using StreamScoring.Documents;

namespace StreamScoring.Cli.Testing;

/// <summary>A file of tests of a rule set.</summary>
/// <param name="File">The file.</param>
/// <param name="Rules">The rule set's file.</param>
/// <param name="Graphs">The graphs whose scores it reads; empty: those of the configuration.</param>
/// <param name="Cases">The tests.</param>
internal sealed record RuleTests(string File, string Rules, IReadOnlyList<string> Graphs, IReadOnlyList<RuleTest> Cases);

/// <summary>A test: events in, memberships and decisions out.</summary>
/// <param name="Name">What it says.</param>
/// <param name="At">Where it stands.</param>
/// <param name="Events">The events, in order.</param>
/// <param name="Profiles">The profiles.</param>
/// <param name="ClockNs">How far time goes on after the last event, ns; the smallest number for no further.</param>
/// <param name="Memberships">By identity, the segments at the end; null to expect nothing of them.</param>
/// <param name="Decisions">Decisions that must come out; null to expect nothing of them.</param>
internal sealed record RuleTest(
    string Name,
    DocumentNode At,
    IReadOnlyList<byte[]> Events,
    IReadOnlyList<byte[]> Profiles,
    long ClockNs,
    IReadOnlyList<ExpectedMemberships>? Memberships,
    IReadOnlyList<ExpectedDecision>? Decisions
);

/// <summary>The segments that a person is to be in at the end, all of them.</summary>
/// <param name="Identity">The person: namespace:id, or the id alone.</param>
/// <param name="At">Where it stands.</param>
/// <param name="Segments">The segments.</param>
internal sealed record ExpectedMemberships(string Identity, DocumentNode At, IReadOnlyList<string> Segments);

/// <summary>The newest decision of a person and placement.</summary>
/// <param name="At">Where it stands.</param>
/// <param name="Placement">The placement.</param>
/// <param name="Identity">The person; null where there is only one.</param>
/// <param name="Offers">What is to be shown, in order; null for anything, empty for nothing.</param>
/// <param name="Reason">Why; null for whatever reason.</param>
/// <param name="Losers">Offers that must lose, each with its reason's code.</param>
internal sealed record ExpectedDecision(
    DocumentNode At,
    string Placement,
    string? Identity,
    IReadOnlyList<string>? Offers,
    string? Reason,
    IReadOnlyList<(string Offer, string Reason)> Losers
);
