using System.Diagnostics;
using System.Text.Json;

namespace StreamScoring.TestKit.Cli;

/// <summary>The executable beside the test binaries, started as a user would, in a folder that goes away. Its data folder is shared, so that a model is tried once.</summary>
public sealed class CliProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly Lazy<string> s_data = new(() => Directory.CreateTempSubdirectory("streamscoring-data-").FullName);

    public string Folder { get; } = Directory.CreateTempSubdirectory("cli-").FullName;

    public static string Sample(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Sample", name);

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public string Write(string name, params IEnumerable<string> lines)
    {
        File.WriteAllText(Path(name), string.Concat(lines.Select(l => l + "\n")));
        return name;
    }

    public string[] Lines(string name) => File.ReadAllLines(Path(name));

    /// <summary>The <c>data</c> of each score record: what must not depend on how it was computed.</summary>
    public string[] Data(string name) =>
        [
            .. Lines(name)
                .Select(l =>
                {
                    using var record = JsonDocument.Parse(l);
                    return record.RootElement.GetProperty("data").GetRawText();
                }),
        ];

    public CliResult Run(params string[] args)
    {
        using var process = Start(args);
        return End(process);
    }

    /// <summary>Starts it; the caller ends or kills it.</summary>
    public Process Start(params string[] args)
    {
        var info = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var arg in args.Prepend(System.IO.Path.Combine(AppContext.BaseDirectory, "streamscoring.dll")))
            info.ArgumentList.Add(arg);
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("STREAMSCORING", StringComparison.OrdinalIgnoreCase)).ToList())
            info.Environment.Remove(name);
        info.Environment["XDG_DATA_HOME"] = s_data.Value;
        return Process.Start(info)!;
    }

    /// <summary>Waits for its end.</summary>
    public static CliResult End(Process process)
    {
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("streamscoring did not end");
        }

        return new CliResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>How it ended.</summary>
public sealed record CliResult(int Code, string Out, string Error)
{
    public JsonElement Json() => JsonDocument.Parse(Out).RootElement;
}
