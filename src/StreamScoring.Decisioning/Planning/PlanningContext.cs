using StreamScoring.Decisioning.Schemas;

namespace StreamScoring.Decisioning.Planning;

/// <summary>What a rule set is checked against.</summary>
/// <param name="Services">The services whose scores rules may read, each with its outputs, the default one first.</param>
public sealed record PlanningContext(IReadOnlyDictionary<string, IReadOnlyList<string>> Services)
{
    /// <summary>What events and profiles have.</summary>
    public XdmSchemaSet Schemas { get; init; } = XdmSchemaSet.BuiltIn;

    /// <summary>What rules may cost.</summary>
    public PlanningLimits Limits { get; init; } = PlanningLimits.Default;

    /// <summary>Gives the content of lookup tables' files; without it they are not looked at, and such tables have no rows.</summary>
    public TableReading? ReadTable { get; init; }
}

/// <summary>The bytes of a table's file as the rule set names it, or null with the reason.</summary>
public delegate byte[]? TableReading(string file, out string refusal);

/// <summary>What a rule may cost. A rule set with a rule beyond it is refused, never run some cheaper way.</summary>
public sealed record PlanningLimits
{
    private const long NsPerDay = 86_400_000_000_000;

    /// <summary>The limits that hold unless others are given.</summary>
    public static PlanningLimits Default { get; } = new();

    /// <summary>The operations that one evaluation of one expression may take.</summary>
    public long MaxOperations { get; init; } = 1_000_000;

    /// <summary>The events of one person that the bound on operations reckons with.</summary>
    public int EventsPerPerson { get; init; } = 1_000;

    /// <summary>The items of any other list that the bound on operations reckons with.</summary>
    public int ItemsPerList { get; init; } = 50;

    /// <summary>How far back a rule may look, ns of event time.</summary>
    public long MaxHistoryNs { get; init; } = 400 * NsPerDay;
}
