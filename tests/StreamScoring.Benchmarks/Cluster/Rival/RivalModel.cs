using System.Buffers;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using StreamScoring.Benchmarks.Cluster.Jobs;

namespace StreamScoring.Benchmarks.Cluster.Rival;

/// <summary>
/// Scores one event after the other, as a stream of single records has to: read with generated code, features into a buffer that is kept, the model through a tensor over
/// that buffer, the result written with a writer that is kept. One per thread.
/// </summary>
internal sealed class RivalModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly bool _isImage;
    private readonly float[] _input;
    private readonly OrtValue _tensor;
    private readonly RunOptions _options = new();
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);
    private readonly Utf8JsonWriter _json;

    public RivalModel(InferenceSession session, ClusterJob job)
    {
        _session = session;
        _isImage = job == ClusterJob.Ffnn;
        _input = new float[_isImage ? 784 : LumaFeatures.Count];
        var shape = session.InputMetadata.Values.First().Dimensions;
        // What the model leaves open is the batch: 1.
        _tensor = OrtValue.CreateTensorValueFromMemory(_input, [.. shape.Select(d => d < 0 ? 1L : d)]);
        _inputs = [session.InputMetadata.Keys.First()];
        _outputs = [session.OutputMetadata.Keys.Last()];
        _json = new Utf8JsonWriter(_bytes);
    }

    public static InferenceSession Open(ClusterJob job)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(job.ModelPath(), options);
    }

    public byte[] Score(byte[] value)
    {
        var e = JsonSerializer.Deserialize(value, RivalJson.Default.RivalEvent)!;
        if (_isImage)
            e.Tenant!.Image!.CopyTo(_input, 0);
        else
            LumaFeatures.Read(e, _input);
        using var results = _session.Run(_options, _inputs, [_tensor], _outputs);
        var scores = results[0].GetTensorDataAsSpan<float>();
        _bytes.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("eventId"u8, e.Id);
        _json.WriteString("eventTime"u8, e.Timestamp);
        _json.WriteString("eventType"u8, e.EventType);
        _json.WriteStartArray("scores"u8);
        foreach (var score in _isImage ? scores : scores[1..])
            _json.WriteNumberValue(score);
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        return _bytes.WrittenSpan.ToArray();
    }

    public void Dispose()
    {
        _json.Dispose();
        _tensor.Dispose();
        _options.Dispose();
    }
}
