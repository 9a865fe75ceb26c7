using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace StreamScoring.TestKit.Kafka;

/// <summary>One broker process of a test cluster. Its folder outlives the process, as a disk does.</summary>
public sealed class KafkaNode : IDisposable
{
    private const int Sigterm = 15;
    private const int Sigkill = 9;
    private readonly string _home;
    private readonly StringBuilder _output = new();
    private Process? _process;

    internal KafkaNode(string home, int id, string folder, int port)
    {
        _home = home;
        Id = id;
        Folder = folder;
        Port = port;
    }

    /// <summary>Its node id, from 1.</summary>
    public int Id { get; }

    /// <summary>Where its settings and data are.</summary>
    public string Folder { get; }

    /// <summary>Where clients reach it.</summary>
    public int Port { get; }

    /// <summary>Whether its process runs (or is stopped and could go on).</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What it wrote, at most the last 4,000 characters.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString(Math.Max(0, _output.Length - 4_000), Math.Min(_output.Length, 4_000));
        }
    }

    private static string Java =>
        Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home ? Path.Combine(home, "bin", "java") : "java";

    /// <summary>Starts its process.</summary>
    public void Start()
    {
        _process = Launch("kafka.Kafka", "server.properties");
        // A later run finds and ends what this one left behind when it was killed itself.
        File.WriteAllText(
            Path.Combine(Folder, "pid"),
            _process.Id.ToString(CultureInfo.InvariantCulture) + " " + _process.StartTime.ToBinary().ToString(CultureInfo.InvariantCulture)
        );
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public void Kill() => End(Sigkill);

    /// <summary>Ends it cleanly.</summary>
    public void Stop() => End(Sigterm);

    /// <summary>Stops it where it is, without ending it.</summary>
    public void Pause() => Signals.Send(_process!.Id, Signals.Stop);

    /// <summary>Lets it go on.</summary>
    public void Continue() => Signals.Send(_process!.Id, Signals.Continue);

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        _process?.Dispose();
    }

    /// <summary>Runs a tool of the distribution to its end. Throws when it fails.</summary>
    internal void RunTool(string mainClass, params string[] arguments)
    {
        using var tool = Launch(mainClass, arguments);
        tool.WaitForExit();
        if (tool.ExitCode != 0)
            throw new InvalidOperationException($"{mainClass} ended with {tool.ExitCode}: {Output}");
    }

    private Process Launch(string mainClass, params string[] arguments)
    {
        var start = new ProcessStartInfo(Java)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        string[] options =
        [
            "-Xms128m",
            "-Xmx512m",
            // Tests start brokers far more often than brokers run long.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Djava.awt.headless=true",
            $"-Dkafka.logs.dir={Folder}",
            "-cp",
            Path.Combine(_home, "libs", "*"),
            mainClass,
        ];
        foreach (var argument in options.Concat(arguments))
            start.ArgumentList.Add(argument);
        start.Environment.Remove("JMX_PORT");
        var process = Process.Start(start) ?? throw new InvalidOperationException("java did not start");
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }

    private void End(int signal)
    {
        if (_process is not { HasExited: false } running)
            return;
        Signals.Send(running.Id, Signals.Continue);
        Signals.Send(running.Id, signal);
        if (running.WaitForExit(TimeSpan.FromSeconds(30)))
            return;
        running.Kill();
        running.WaitForExit();
    }
}
