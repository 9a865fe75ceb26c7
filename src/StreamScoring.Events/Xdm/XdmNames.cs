namespace StreamScoring.Events.Xdm;

/// <summary>The spellings of one XDM property: <c>xdm:timestamp</c> in the public schemas, <c>timestamp</c> on Platform's wire.</summary>
public static class XdmNames
{
    /// <summary>The Platform wire spelling of a single property name; names already in it come back unchanged.</summary>
    public static string ToWire(string name) =>
        name switch
        {
            "@id" => "_id",
            _ when name.StartsWith("xdm:", StringComparison.Ordinal) => name[4..],
            _ => name,
        };
}
