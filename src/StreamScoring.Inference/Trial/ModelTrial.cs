using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace StreamScoring.Inference.Trial;

/// <summary>
/// Tries a model in a process of its own before any worker loads it: a model can end a process (an integer division that traps), never return (an endless
/// loop, constant folding at load) or take all memory, and no exception handler helps. The child lives under limits; the parent lives whatever it does.
/// </summary>
public sealed class ModelTrial(TrialCommand command, TrialLimits limits, TimeProvider time)
{
    private const int MostOutput = 1 << 20;

    /// <summary>What .NET and ONNX Runtime take without any model, generously.</summary>
    private const long RuntimeBytes = 256L << 20;

    private static readonly TimeSpan s_watchInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The child's whole program: what the host runs for <see cref="TrialCommand"/>. Returns the exit code.</summary>
    public static int RunChild(IReadOnlyList<string> arguments) => new TrialChild(Console.Out).Run(arguments);

    /// <summary>
    /// Tries the model at <paramref name="path"/>, whose content has the hash <paramref name="hash"/>. Gives the record to be kept, or a refusal of reason
    /// <see cref="RefusalReason.NotTried"/> when no trial could be held.
    /// </summary>
    public async Task<(TrialRecord? Record, ModelRefusal? Refusal)> RunAsync(string path, string hash, CancellationToken cancellation)
    {
        var name = Path.GetFileName(path);
        using var child = new Process { StartInfo = StartInfo(path) };
        try
        {
            child.Start();
        }
        catch (Win32Exception e)
        {
            return (null, NotTried(name, $"its process '{command.FileName}' does not start: {e.Message}"));
        }

        child.StandardInput.Close();
        var heard = Listen(child.StandardOutput);
        var muttered = Listen(child.StandardError);
        var ended = await WaitAsync(child, cancellation).ConfigureAwait(false);
        var lines = (await heard.ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        _ = await muttered.ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();

        if (
            ended is null
            && child.ExitCode == 0
            && Array.FindLast(lines, l => l.StartsWith(TrialChild.Verdict, StringComparison.Ordinal)) is { } verdict
        )
        {
            var record = TrialRecord.FromJson(Encoding.UTF8.GetBytes(verdict[TrialChild.Verdict.Length..]));
            if (record is null)
                return (null, NotTried(name, "its process gave no readable verdict"));
            return string.Equals(record.Hash, hash, StringComparison.Ordinal)
                ? (record, null)
                : (null, NotTried(name, "the file changed while it was tried"));
        }

        if (Array.FindLast(lines, l => l.StartsWith(TrialChild.Phase, StringComparison.Ordinal)) is not { } phase)
            return (null, NotTried(name, Invariant($"its process ended with code {child.ExitCode} before it began")));
        var (reason, what) = ended ?? Death(child.ExitCode);
        var environment = InferenceEnvironment.Current;
        var message = $"the trial's process {what} while {phase[TrialChild.Phase.Length..]}";
        return (new TrialRecord(hash, environment.RuntimeVersion, environment.CpuFeatures, reason, message, 0, 0, 0), null);
    }

    private ProcessStartInfo StartInfo(string path)
    {
        var info = new ProcessStartInfo(command.FileName)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in command.Arguments)
            info.ArgumentList.Add(argument);
        info.ArgumentList.Add(path);
        info.ArgumentList.Add(limits.MemoryBytes.ToString(CultureInfo.InvariantCulture));
        info.ArgumentList.Add(limits.ProcessorSeconds.ToString(CultureInfo.InvariantCulture));
        // A model that dies must not leave gigabytes of dump behind.
        info.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return info;
    }

    /// <summary>Waits for the end, and ends the child itself when it is past the deadline or over its memory; then says so.</summary>
    private async Task<(RefusalReason Reason, string What)?> WaitAsync(Process child, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        using var watch = new PeriodicTimer(s_watchInterval, time);
        var ended = child.WaitForExitAsync(CancellationToken.None);
        (RefusalReason, string)? verdict = null;
        while (!ended.IsCompleted && verdict is null && !cancellation.IsCancellationRequested)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(ended, watch.WaitForNextTickAsync(stop.Token).AsTask()).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            if (time.GetElapsedTime(began) >= limits.Deadline)
                verdict = (RefusalReason.TooSlow, Invariant($"did not end within {limits.Deadline.TotalSeconds} s"));
            else if (!ended.IsCompleted && WorkingSet(child) > limits.MemoryBytes + RuntimeBytes)
                verdict = (RefusalReason.TooMuchMemory, Invariant($"took more than its {limits.MemoryBytes >> 20} MiB of memory"));
        }

        if (!ended.IsCompleted)
            child.Kill(entireProcessTree: true);
        await ended.ConfigureAwait(false);
        return verdict;
    }

    private static long WorkingSet(Process child)
    {
        try
        {
            child.Refresh();
            return child.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>Everything the child says, up to a bound: what comes after it is read and forgotten, so that the child never blocks.</summary>
    private static async Task<string> Listen(StreamReader reader)
    {
        var (text, buffer) = (new StringBuilder(), new char[4096]);
        while (await reader.ReadAsync(buffer).ConfigureAwait(false) is var read and > 0)
        {
            if (text.Length < MostOutput)
                text.Append(buffer, 0, read);
        }

        return text.ToString();
    }

    /// <summary>What an exit code says: 128 and more is a signal, on every Unix.</summary>
    private (RefusalReason Reason, string What) Death(int code) =>
        code switch
        {
            128 + 4 => (RefusalReason.Crashed, "died of an illegal instruction (SIGILL)"),
            128 + 6 => (RefusalReason.Crashed, "aborted (SIGABRT)"),
            128 + 8 => (
                RefusalReason.Crashed,
                "died of an arithmetic trap (SIGFPE), as an integer division of the smallest number by -1 or by zero raises it"
            ),
            128 + 7 or 128 + 10 => (RefusalReason.Crashed, "died of a bus error (SIGBUS)"),
            128 + 11 => (RefusalReason.Crashed, "died of a bad memory access (SIGSEGV)"),
            128 + 24 => (RefusalReason.TooSlow, Invariant($"used up its {limits.ProcessorSeconds} s of processor time (an endless loop?)")),
            128 + 9 => (RefusalReason.Crashed, "was killed (SIGKILL; out of memory?)"),
            _ => (RefusalReason.Crashed, Invariant($"ended with code {code}")),
        };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static ModelRefusal NotTried(string name, string why) =>
        new(RefusalReason.NotTried, $"{name}: the trial could not be held: {why}");
}
