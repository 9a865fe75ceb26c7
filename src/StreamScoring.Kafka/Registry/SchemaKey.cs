using System.Globalization;

namespace StreamScoring.Kafka.Registry;

/// <summary>What a message names its schema by: the registry's 32-bit id, or the guid.</summary>
internal readonly record struct SchemaKey(int Id, Guid Guid, bool IsGuid)
{
    public static SchemaKey Of(int id) => new(id, default, false);

    public static SchemaKey Of(Guid guid) => new(0, guid, true);

    /// <summary>The opposite of <see cref="ToString"/>.</summary>
    public static bool TryParse(string text, out SchemaKey key)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
        {
            key = Of(id);
            return true;
        }

        var isGuid = Guid.TryParseExact(text, "D", out var guid);
        key = Of(guid);
        return isGuid;
    }

    public override string ToString() =>
        IsGuid ? Guid.ToString("D", CultureInfo.InvariantCulture) : Id.ToString(CultureInfo.InvariantCulture);
}
