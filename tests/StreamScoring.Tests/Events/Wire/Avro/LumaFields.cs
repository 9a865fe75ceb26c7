using System.Text.Json;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Tests.Events.Wire.Avro;

/// <summary>A projection of the Luma events, and a naive reading of the same fields from their JSON, with which decoded columns must agree.</summary>
internal static class LumaFields
{
    public static readonly (string Path, ColumnShape Shape)[] Fields =
    [
        ("eventType", ColumnShape.Scalar(ColumnType.Text)),
        ("environment.browserDetails.userAgent", ColumnShape.Scalar(ColumnType.Text)),
        ("environment.operatingSystem", ColumnShape.Scalar(ColumnType.Text)),
        ("web.webReferrer.type", ColumnShape.Scalar(ColumnType.Text)),
        ("web.webPageDetails.name", ColumnShape.Scalar(ColumnType.Text)),
        ("web.webInteraction.type", ColumnShape.Scalar(ColumnType.Text)),
        ("web.webPageDetails.isHomePage", ColumnShape.Scalar(ColumnType.Boolean)),
        ("placeContext.geo.countryCode", ColumnShape.Scalar(ColumnType.Text)),
        ("device.screenWidth", ColumnShape.Scalar(ColumnType.Int64)),
        ("device.screenHeight", ColumnShape.Scalar(ColumnType.Float32)),
        ("productListItems[*].priceTotal", ColumnShape.List(ColumnType.Float64)),
        ("productListItems[*].quantity", ColumnShape.List(ColumnType.Int64)),
        ("productListItems[*].SKU", ColumnShape.List(ColumnType.Text)),
        ("_experience.analytics.session.num", ColumnShape.Scalar(ColumnType.Int64)),
        ("_experience.analytics.session.depth", ColumnShape.Scalar(ColumnType.Float64)),
        ("_experience.analytics.endUser.firstTimestamp", ColumnShape.Scalar(ColumnType.Int64)),
        ("_experience.analytics.session.timestamp", ColumnShape.Scalar(ColumnType.Timestamp)),
        ("commerce.purchases.value", ColumnShape.Scalar(ColumnType.Float64)),
        ("commerce.order.purchaseID", ColumnShape.Scalar(ColumnType.Text)),
        ("marketing.trackingCode", ColumnShape.Scalar(ColumnType.Text)),
        ("timestamp", ColumnShape.Scalar(ColumnType.Timestamp)),
        ("receivedTimestamp", ColumnShape.Scalar(ColumnType.Timestamp)),
        ("identityMap.ECID[*].id", ColumnShape.List(ColumnType.Text)),
        ("search.keywords", ColumnShape.Scalar(ColumnType.Text)),
    ];

    public static Projection Projection { get; } = new(Fields.Select(f => new ProjectedField(XdmPath.Parse(f.Path), f.Shape)));

    /// <summary>Everything of a decoded row as one comparable text per field.</summary>
    public static List<string> Decoded(EventBatch batch, int row)
    {
        var all = batch.Columns.Select(c => Text(c, row)).ToList();
        all.AddRange([
            Text(batch.Ids, row),
            Text(batch.EventTypes, row),
            Text(batch.EventTimesNs, row),
            Text(batch.ReceivedTimesNs, row),
            Text(batch.Identities, row),
        ]);
        return all;
    }

    /// <summary>The same from the event's JSON.</summary>
    public static List<string> Expected(JsonElement e)
    {
        var all = Fields.Select(f => Expected(e, f.Path.Split('.'), f.Shape)).ToList();
        all.Add(Expected(e, ["_id"], ColumnShape.Scalar(ColumnType.Text)));
        all.Add(Expected(e, ["eventType"], ColumnShape.Scalar(ColumnType.Text)));
        all.Add(Expected(e, ["timestamp"], ColumnShape.Scalar(ColumnType.Timestamp)));
        all.Add(Expected(e, ["receivedTimestamp"], ColumnShape.Scalar(ColumnType.Timestamp)));
        var identity = Expected(e, ["identityMap", "ECID[*]", "id"], ColumnShape.List(ColumnType.Text));
        all.Add(identity is "null" or "[null]" ? "null" : $"\"ECID:{identity[2..^2]}\"");
        return all;
    }

    private static string Text(Column column, int row)
    {
        if (column.IsNull(row))
            return "null";
        switch (column)
        {
            case ListColumn list:
                var (start, length) = list.Range(row);
                return $"[{string.Join(',', Enumerable.Range(start, length).Select(i => Text(list.Items, i)))}]";
            case TextColumn text:
                return $"\"{System.Text.Encoding.UTF8.GetString(text[row])}\"";
            case ValueColumn<long> value:
                return value[row].ToString();
            case ValueColumn<double> value:
                return value[row].ToString("R");
            case ValueColumn<float> value:
                return value[row].ToString("R");
            case ValueColumn<bool> value:
                return value[row].ToString();
            default:
                throw new InvalidOperationException(column.GetType().Name);
        }
    }

    private static string Expected(JsonElement e, string[] steps, ColumnShape shape)
    {
        foreach (var step in steps)
        {
            if (e.ValueKind == JsonValueKind.Null)
                return "null";
            var each = step.EndsWith("[*]", StringComparison.Ordinal);
            if (!e.TryGetProperty(each ? step[..^3] : step, out e))
                return "null";
            if (each)
            {
                var rest = steps[(Array.IndexOf(steps, step) + 1)..];
                return e.ValueKind == JsonValueKind.Null
                    ? "null"
                    : $"[{string.Join(',', e.EnumerateArray().Select(i => Expected(i, rest, shape)))}]";
            }
        }

        return e.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.String when shape.Type == ColumnType.Timestamp => (
                (e.GetDateTimeOffset().UtcTicks - DateTime.UnixEpoch.Ticks) * 100
            ).ToString(),
            JsonValueKind.String => $"\"{e.GetString()}\"",
            JsonValueKind.Number when shape.Type == ColumnType.Timestamp => (e.GetInt64() * 1_000_000).ToString(),
            JsonValueKind.Number when shape.Type == ColumnType.Float32 => e.GetSingle().ToString("R"),
            JsonValueKind.Number when shape.Type == ColumnType.Float64 => e.GetDouble().ToString("R"),
            JsonValueKind.Number => e.GetInt64().ToString(),
            _ => e.GetBoolean().ToString(),
        };
    }
}
