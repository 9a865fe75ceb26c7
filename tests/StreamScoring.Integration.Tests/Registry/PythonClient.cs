using System.Diagnostics;
using Xunit;

namespace StreamScoring.Integration.Tests.Registry;

/// <summary>
/// Confluent's Python client, where <c>STREAMSCORING_TEST_PYTHON</c> names a Python that has it (<c>confluent-kafka[avro]</c>); the calling test skips otherwise.
/// </summary>
internal sealed class PythonClient : IDisposable
{
    private const string Variable = "STREAMSCORING_TEST_PYTHON";

    private const string Program = """
        import base64, datetime, json, sys
        import confluent_kafka
        from confluent_kafka.schema_registry import SchemaRegistryClient
        from confluent_kafka.schema_registry.avro import AvroDeserializer
        from confluent_kafka.serialization import MessageField, SerializationContext

        EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)

        def plain(value):
            if isinstance(value, datetime.datetime):
                return (value - EPOCH) // datetime.timedelta(microseconds=1)
            raise TypeError(type(value))

        url, topic = sys.argv[1:]
        read = AvroDeserializer(SchemaRegistryClient({"url": url}))
        context = SerializationContext(topic, MessageField.VALUE)
        print("confluent-kafka", confluent_kafka.__version__, "for Python")
        for line in sys.stdin:
            print(json.dumps(read(base64.b64decode(line), context), default=plain))
        """;

    private readonly string _python;
    private readonly string _script = Path.GetTempFileName();

    private PythonClient(string python)
    {
        _python = python;
        File.WriteAllText(_script, Program);
    }

    /// <summary>What the client calls itself; empty before it has run.</summary>
    public string Version { get; private set; } = "";

    public static PythonClient Start()
    {
        var python = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(python))
            Assert.Skip($"no Python client: {Variable} names no Python with confluent-kafka[avro]");
        return new PythonClient(python);
    }

    /// <summary>The records as the client deserializes them, JSON text each; times are µs since the epoch.</summary>
    public IReadOnlyList<string> ReadAvro(string registry, string topic, IEnumerable<byte[]> values)
    {
        using var process = Process.Start(
            new ProcessStartInfo(_python, [_script, registry, topic])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEndAsync();
        try
        {
            foreach (var value in values)
                process.StandardInput.WriteLine(Convert.ToBase64String(value));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended early; its own words say why.
        }

        if (!process.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            process.Kill();
            Assert.Fail("the Python client has not ended within a minute");
        }

        Assert.True(process.ExitCode == 0, $"the Python client failed: {errors.Result}");
        var all = lines.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Version = all[0];
        return all[1..];
    }

    public void Dispose() => File.Delete(_script);
}
