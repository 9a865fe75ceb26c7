using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using StreamScoring.Expressions.Checking;

namespace StreamScoring.Decisioning.Schemas;

/// <summary>
/// The XDM schemas that rules are checked against: Adobe's public ones, our extensions, and those that a user adds. Immutable. An event has all that the class and the
/// field groups meant for it declare (<c>meta:intendedToExtend</c>); likewise a profile.
/// </summary>
public sealed class XdmSchemaSet
{
    /// <summary>The class of events.</summary>
    public const string EventClass = "https://ns.adobe.com/xdm/context/experienceevent";

    /// <summary>The class of profiles.</summary>
    public const string ProfileClass = "https://ns.adobe.com/xdm/context/profile";

    /// <summary>The class of decisions.</summary>
    public const string DecisionClass = "https://ns.adobe.com/experience/decisioning/decisionevent";

    private const string IdentityMap = "https://ns.adobe.com/xdm/context/identitymap";
    private const string ResourcePrefix = "xdm/";

    private static readonly Lazy<XdmSchemaSet> LoadedBuiltIn = new(() => new([.. Resources().SelectMany(Schemas)]));

    private readonly ImmutableArray<(string Id, JsonElement Schema)> _schemas;
    private readonly Lazy<ExpressionType> _event;
    private readonly Lazy<ExpressionType> _profile;

    private XdmSchemaSet(ImmutableArray<(string Id, JsonElement Schema)> schemas)
    {
        _schemas = schemas;
        ById = schemas.ToDictionary(s => s.Id, s => s.Schema, StringComparer.Ordinal);
        _event = new(() => TypeOf(EventClass));
        _profile = new(() => TypeOf(ProfileClass));
    }

    /// <summary>Adobe's schemas and our extensions, which are part of the program.</summary>
    public static XdmSchemaSet BuiltIn => LoadedBuiltIn.Value;

    /// <summary>What an event has.</summary>
    public ExpressionType Event => _event.Value;

    /// <summary>What a profile has.</summary>
    public ExpressionType Profile => _profile.Value;

    internal IReadOnlyDictionary<string, JsonElement> ById { get; }

    /// <summary>A set with one more schema. Throws <see cref="FormatException"/> when the text is no JSON object with an <c>$id</c> of its own.</summary>
    public XdmSchemaSet With(string schema)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(schema);
        }
        catch (JsonException e)
        {
            throw new FormatException($"an XDM schema must be JSON: {e.Message}", e);
        }

        if (IdOf(root) is not { } id)
            throw new FormatException("an XDM schema must be a JSON object with an '$id'");
        if (ById.ContainsKey(id))
            throw new FormatException($"the XDM schema '{id}' is there already");
        return new(_schemas.Add((id, root)));
    }

    /// <summary>The <c>$id</c>s of a class, of what all records carry, and of the field groups meant for the class, in order.</summary>
    public IReadOnlyList<string> PartsOf(string classId) =>
        [classId, IdentityMap, .. _schemas.Where(s => Extends(s.Schema, classId)).Select(s => s.Id)];

    private ExpressionType TypeOf(string classId) => new XdmTypes(_schemas.Select(s => s.Schema)).Of(PartsOf(classId));

    private static bool Extends(JsonElement schema, string classId) =>
        schema.TryGetProperty("meta:intendedToExtend", out var classes)
        && classes.ValueKind == JsonValueKind.Array
        && classes.EnumerateArray().Any(c => c.ValueKind == JsonValueKind.String && c.ValueEquals(classId));

    private static string? IdOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$id", out var id) && id.ValueKind == JsonValueKind.String
            ? id.GetString()
            : null;

    // The bundle holds many schemas, an extension is one.
    private static IEnumerable<(string, JsonElement)> Schemas(JsonElement document) =>
        document.TryGetProperty("schemas", out var bundle)
            ? bundle.EnumerateObject().Select(s => (s.Name, s.Value))
            : [(IdOf(document) ?? throw new FormatException("an embedded XDM schema has no $id"), document)];

    private static IEnumerable<JsonElement> Resources()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (
            var name in assembly
                .GetManifestResourceNames()
                .Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var document = JsonDocument.Parse(stream);
            yield return document.RootElement.Clone();
        }
    }
}
