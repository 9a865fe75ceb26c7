using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamScoring.Inference.Trial;

/// <summary>The verdict of a trial, kept so that a model is tried once for each ONNX Runtime and kind of processor, and never on the way to a deployment.</summary>
/// <param name="Hash">The model: <c>sha256:…</c>.</param>
/// <param name="RuntimeVersion">ONNX Runtime of the trial.</param>
/// <param name="CpuFeatures">Processor of the trial.</param>
/// <param name="Refused">Why the model is not served; null when it is.</param>
/// <param name="Message">The words of the refusal, without the file's name, or empty.</param>
/// <param name="MinRows">See <see cref="BatchRule.MinRows"/>.</param>
/// <param name="MaxRows">See <see cref="BatchRule.MaxRows"/>.</param>
/// <param name="PeakMemoryBytes">The most memory that the trial's process held; 0 when it died.</param>
public sealed record TrialRecord(
    string Hash,
    string RuntimeVersion,
    string CpuFeatures,
    RefusalReason? Refused,
    string Message,
    int MinRows,
    int MaxRows,
    long PeakMemoryBytes
)
{
    /// <summary>The version of the form in which records are written. Another is not read: the model is tried again.</summary>
    public const int CurrentVersion = 1;

    // Far beyond any batch; what says more was not written by a trial.
    private const int MostRows = 1 << 20;

    /// <summary>The version in which this record is written.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>How many rows a call of the model takes.</summary>
    [JsonIgnore]
    public BatchRule Batching => new(MinRows, MaxRows);

    /// <summary>The refusal in the words of a message about the file <paramref name="name"/>, or null.</summary>
    public ModelRefusal? RefusalOf(string name) => Refused is { } reason ? new ModelRefusal(reason, $"{name}: {Message}") : null;

    /// <summary>The JSON form.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, TrialJson.Default.TrialRecord);

    /// <summary>Reads the JSON form; null when it is of another version or broken.</summary>
    public static TrialRecord? FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            return
                JsonSerializer.Deserialize(json, TrialJson.Default.TrialRecord)
                    is { Version: CurrentVersion, MinRows: >= 0, MaxRows: >= 0 and <= MostRows } record
                && record.MinRows <= record.MaxRows
                ? record
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(TrialRecord))]
internal sealed partial class TrialJson : JsonSerializerContext;
