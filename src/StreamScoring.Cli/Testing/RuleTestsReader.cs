using System.Text;
using StreamScoring.Cli.Replaying;
using StreamScoring.Cli.Running;
using StreamScoring.Documents;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Cli.Testing;

/// <summary>Reads <c>*.tests.yaml</c>, with everything that is wrong at once.</summary>
internal sealed class RuleTestsReader
{
    private readonly string _folder;
    private readonly int _maxLineBytes;
    private readonly DocumentErrors _errors;

    private RuleTestsReader(string file, int maxLineBytes)
    {
        _folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        _maxLineBytes = maxLineBytes;
        _errors = new DocumentErrors(file);
    }

    /// <summary>Reads a file. Throws <see cref="IOException"/> when it, or a file that it names, cannot be read.</summary>
    public static DocumentOutcome<RuleTests> Read(string file, int maxLineBytes)
    {
        var parsed = DocumentParser.Parse(DocumentFile.ReadText(file), file);
        return parsed.Value is { } root ? new RuleTestsReader(file, maxLineBytes).Read(root, file) : new(null, parsed.Problems);
    }

    private DocumentOutcome<RuleTests> Read(DocumentMap root, string file)
    {
        var reader = new MapReader(root, _errors);
        var rules = Existing(reader.RequiredNode("tests", "the file of the rule set"), reader.Text("tests"));
        var graphs = (reader.OneOrMany("graphs") ?? []).Select(g => Existing(g, reader.Text(g))).OfType<string>().ToList();
        var nodes = reader.List("cases");
        if (nodes is null or [])
            _errors.Add(root, "'cases' is missing: expected a list of tests");
        var cases = (nodes ?? []).Select(Case).OfType<RuleTest>().ToList();
        reader.Finish();
        foreach (var twice in cases.GroupBy(c => c.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            _errors.Add(twice.Last().At, $"another test is called '{twice.Key}', too");
        return _errors.Outcome(() => new RuleTests(file, rules!, graphs, cases));
    }

    private RuleTest? Case(DocumentNode node)
    {
        if (new MapReader(DocumentBuilding.Map(), _errors).Section(node) is not { } reader)
            return null;
        var name = reader.RequiredText("name", "what the test says");
        var events = Documents(reader, "events") ?? [];
        if (!reader.Has("events"))
            _errors.Add(node, "'events' is missing: expected a list of events, or the name of a file of them");
        var profiles = Documents(reader, "profiles") ?? [];
        var clock = Time(reader, "clock");
        var expect = reader.Section("expect");
        if (expect is null && !reader.Has("expect"))
            _errors.Add(node, "'expect' is missing: expected memberships, decisions, or both");
        var memberships = expect?.Section("memberships") is { } people
            ? people.Map.Entries.Select(e => Memberships(people, e)).ToList()
            : null;
        var decisions = expect?.List("decisions")?.Select(Decision).OfType<ExpectedDecision>().ToList();
        if (expect is not null && memberships is null && decisions is null)
            _errors.Add(expect.Map, "expects nothing; name memberships, decisions, or both");
        expect?.Finish();
        reader.Finish();
        return new RuleTest(name ?? "", node, events, profiles, clock, memberships, decisions);
    }

    private static ExpectedMemberships Memberships(MapReader people, DocumentEntry entry) =>
        new(entry.Key, entry.Value, people.Texts(entry.Key) ?? []);

    private ExpectedDecision? Decision(DocumentNode node)
    {
        if (new MapReader(DocumentBuilding.Map(), _errors).Section(node) is not { } reader)
            return null;
        var placement = reader.RequiredText("placement", "the name of a placement");
        var identity = reader.Text("identity");
        var offers = reader.OneOrMany("offer")?.Select(reader.Text).OfType<string>().ToList();
        var reason = reader.Text("reason");
        var losers = reader.Section("losers");
        var lost = losers?.Map.Entries.Select(e => (e.Key, losers.Text(e.Key) ?? "")).ToList() ?? [];
        reader.Finish();
        return placement is null ? null : new(node, placement, identity, offers, reason, lost);
    }

    // A list of documents, or the name of a file with one a line.
    private List<byte[]>? Documents(MapReader reader, string key)
    {
        switch (reader.Node(key))
        {
            case null:
                return null;
            case DocumentList list:
                return [.. list.Items.Select(n => Encoding.UTF8.GetBytes(CanonicalForm.Of(n)))];
            case var node:
                return Existing(node, reader.Text(node)) is { } file ? [.. InputFiles.Lines(file, _maxLineBytes)] : null;
        }
    }

    private long Time(MapReader reader, string key)
    {
        if (reader.Text(key) is not { } text)
            return long.MinValue;
        if (XdmTime.TryParse(Encoding.UTF8.GetBytes(text), out var ns))
            return ns;
        _errors.Add(reader.Map[key]!, $"expected a time such as 2018-12-10T15:30:00Z, found '{text}'");
        return long.MinValue;
    }

    private string? Existing(DocumentNode? node, string? name)
    {
        if (node is null || name is null)
            return null;
        var file = Path.Combine(_folder, name);
        if (ScoreFiles.Unreadable(name, file) is null)
            return file;
        _errors.Add(node, Directory.Exists(file) ? $"'{name}' is a folder, not a file" : $"there is no file '{name}' beside the tests");
        return null;
    }
}
