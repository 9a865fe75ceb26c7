using Confluent.Kafka;
using StreamScoring.Kafka.Consuming;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Kafka.Settings;

/// <summary>
/// Builds clients, turns what they say into diagnostics, and a wrong setting into an error without its value when that is a secret.
/// </summary>
internal sealed class Clients(ClientSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly string[] _secrets = ["password", "secret", "token", "key.pem", "jaas", "oauthbearer.config", "userinfo"];

    private readonly CancellationTokenSource _closed = new();
    private readonly Repetitions _repetitions = new(time);

    public ClientSettings Settings => settings;

    /// <summary>
    /// Rests for a moment before something outside is tried again. Throws <see cref="LogException"/> once the log is closed, and
    /// <see cref="OperationCanceledException"/> when told to stop.
    /// </summary>
    public void Rest(CancellationToken stop)
    {
        if (WaitHandle.WaitAny([_closed.Token.WaitHandle, stop.WaitHandle], Pause) == 0)
            throw new LogException("the log was closed while waiting for the cluster");
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>Ends all rests.</summary>
    public void Close() => _closed.Cancel();

    public IConsumer<StagedSpan, StagedSpan> Consumer(
        IReadOnlyDictionary<string, string> configuration,
        IDeserializer<StagedSpan> bytes,
        Action<ConsumerBuilder<StagedSpan, StagedSpan>>? configure = null
    ) =>
        Build(
            configuration,
            c =>
            {
                var builder = new ConsumerBuilder<StagedSpan, StagedSpan>(c)
                    .SetKeyDeserializer(bytes)
                    .SetValueDeserializer(bytes)
                    .SetLogHandler((_, line) => Say(line))
                    .SetErrorHandler((_, error) => Say(error));
                configure?.Invoke(builder);
                return builder.Build();
            }
        );

    public IProducer<byte[]?, byte[]?> Producer(IReadOnlyDictionary<string, string> configuration) =>
        Build(
            configuration,
            c =>
                new ProducerBuilder<byte[]?, byte[]?>(c)
                    .SetLogHandler((_, line) => Say(line))
                    .SetErrorHandler((_, error) => Say(error))
                    .Build()
        );

    public IAdminClient Admin() =>
        Build(
            settings.Admin(),
            c => new AdminClientBuilder(c).SetLogHandler((_, line) => Say(line)).SetErrorHandler((_, error) => Say(error)).Build()
        );

    /// <summary>Passes on what happened.</summary>
    public void Say(KafkaSeverity severity, string facility, string message)
    {
        Say(new KafkaDiagnostic(severity, "streamscoring", facility, message));
    }

    private void Say(KafkaDiagnostic diagnostic)
    {
        if (settings.Options.Diagnostics is { } diagnostics && !_repetitions.IsOne(diagnostic.Message))
            diagnostics(diagnostic);
    }

    private void Say(LogMessage line)
    {
        // Every client gets the settings of all: librdkafka remarks on each that is not its own.
        if (line.Facility is "CONFWARN" && line.Message.Contains("will be ignored by this", StringComparison.Ordinal))
            return;
        var severity = line.Level switch
        {
            <= SyslogLevel.Error => KafkaSeverity.Error,
            SyslogLevel.Warning => KafkaSeverity.Warning,
            SyslogLevel.Debug => KafkaSeverity.Debug,
            _ => KafkaSeverity.Information,
        };
        Say(new KafkaDiagnostic(severity, line.Name, line.Facility, line.Message));
    }

    private void Say(Error error) => Say(error.IsFatal ? KafkaSeverity.Error : KafkaSeverity.Warning, error.Code.ToString(), error.Reason);

    private T Build<T>(IReadOnlyDictionary<string, string> configuration, Func<IReadOnlyDictionary<string, string>, T> build)
    {
        try
        {
            return build(configuration);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            var message = e.Message;
            foreach (var (key, value) in settings.Options.Settings)
            {
                if (value.Length > 0 && _secrets.Any(s => key.Contains(s, StringComparison.OrdinalIgnoreCase)))
                    message = message.Replace(value, "…", StringComparison.Ordinal);
            }

            // The cause is left out: its message would carry what was just taken away.
            throw new LogException($"a setting under kafka.settings is not accepted: {message}");
        }
    }
}
