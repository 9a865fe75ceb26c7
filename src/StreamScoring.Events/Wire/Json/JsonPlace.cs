using StreamScoring.Events.Columns;

namespace StreamScoring.Events.Wire.Json;

/// <summary>What is to be done with the value at one place of an event. Built once for a projection.</summary>
/// <param name="path">The place, for messages.</param>
/// <param name="isItem">Whether it lies inside the items of an array, so that it comes many times an event.</param>
internal sealed class JsonPlace(string path, bool isItem)
{
    public string Path { get; } = path;

    public bool IsItem { get; } = isItem;

    /// <summary>Whether it is the items of an array themselves.</summary>
    public bool IsWholeItem { get; } = path.EndsWith("[*]", StringComparison.Ordinal);

    /// <summary>Position among the nodes of the plan.</summary>
    public required int Index { get; init; }

    /// <summary>Columns that take a string, number or boolean standing here.</summary>
    public List<JsonSink> Sinks { get; } = [];

    /// <summary>Vector columns that take an array standing here whole.</summary>
    public List<JsonSink> Vectors { get; } = [];

    /// <summary>List columns that get an item for every item of an array standing here.</summary>
    public List<int> ListSlots { get; } = [];

    /// <summary>What is done with those items; null when there are no such columns.</summary>
    public JsonPlace? Item { get; set; }

    /// <summary>Properties of an object standing here, by wire name.</summary>
    public Dictionary<string, JsonPlace> Children { get; } = new(StringComparer.Ordinal);

    /// <summary><see cref="Children"/> in every spelling; null when there are none.</summary>
    public JsonNameTable? Names { get; set; }

    /// <summary>Whether the identity is to be found here.</summary>
    public bool IsIdentityMap { get; set; }
}

/// <summary>A column that takes a value.</summary>
/// <param name="Slot">The column: a field of the projection, or one of the header columns of <see cref="JsonPlan"/>.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Width">The values it takes, if it is a vector.</param>
internal readonly record struct JsonSink(int Slot, ColumnType Type, int Width);
