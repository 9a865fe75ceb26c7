using System.Diagnostics;
using System.Globalization;
using StreamScoring.Inference.Sessions;

namespace StreamScoring.Inference.Trial;

/// <summary>
/// The child's side of a trial. It tells on standard output what it is about to do (<c>phase …</c>), so that the parent knows where it died, and at the end
/// its verdict (<c>verdict {json}</c>).
/// </summary>
internal sealed class TrialChild(TextWriter output)
{
    /// <summary>Begins a line that says what comes next.</summary>
    public const string Phase = "phase ";

    /// <summary>Begins the line of the verdict.</summary>
    public const string Verdict = "verdict ";

    /// <summary>Rows a trial runs; of a slow model only the edges and a few more.</summary>
    private const int Rows = 224;

    private string _hash = "";

    /// <summary>Runs the trial; the arguments are those of <see cref="ModelTrial"/>.</summary>
    public int Run(IReadOnlyList<string> arguments)
    {
        if (arguments is not [var path, var memory, var seconds])
        {
            output.WriteLine("usage: trial MODEL MEMORY_BYTES PROCESSOR_SECONDS");
            return 2;
        }

        try
        {
            ProcessLimits.Apply(long.Parse(memory, CultureInfo.InvariantCulture), int.Parse(seconds, CultureInfo.InvariantCulture));
            Say("reading the file");
            if (ModelFile.TryRead(path, ModelLimits.Default) is not { } bytes)
                return Refuse(RefusalReason.TooLarge, "the file has grown beyond what is allowed");
            _hash = OnnxModel.HashOf(bytes);
            Say("loading the model");
            if (!OnnxModel.TryLoad(bytes, "", ModelLimits.Default, null, out var model, out var refusal))
                return Refuse(
                    RuntimeErrors.IsAboutMemory(refusal.Message) ? RefusalReason.TooMuchMemory : refusal.Reason,
                    refusal.Message[": ".Length..]
                );
            using (model)
                return Try(model);
        }
        catch (OutOfMemoryException)
        {
            return Refuse(RefusalReason.TooMuchMemory, "it needs more memory than the trial allows");
        }
    }

    private int Try(OnnxModel model)
    {
        Say("running rows of edge values");
        var isFixed = model.Inspection.FixedBatch;
        var edges = new BatchProbe(model, TrialRows.Make(model.Signature, TrialRows.EdgeRows), TrialRows.EdgeRows);
        _ = edges.Run(isFixed ?? 1);
        if (isFixed is null)
            _ = edges.Run(2);

        Say("running ordinary rows");
        var probe = new BatchProbe(model, TrialRows.Make(model.Signature, Rows), Rows);
        var alone = probe.Run(isFixed ?? 1);
        if (alone.Good == 0)
        {
            var reason = alone.FirstFault!.Message;
            return Refuse(
                reason.Contains(RuntimeErrors.OutOfMemory, StringComparison.Ordinal)
                    ? RefusalReason.TooMuchMemory
                    : RefusalReason.AlwaysFails,
                $"it fails on every row that the trial makes up: {reason}"
            );
        }

        return Accept(
            isFixed is { } rows ? BatchRule.Fixed(rows)
            : IsInvariant(probe, alone) ? BatchRule.Batched
            : BatchRule.RowByRow
        );
    }

    private bool IsInvariant(BatchProbe probe, BatchProbe.Answer alone)
    {
        var reference = default(BatchProbe.Answer);
        foreach (var size in BatchProbe.Sizes)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"running batches of {size} rows"));
            var answer = probe.Run(size);
            reference ??= answer;
            if (reference.Good < alone.Good || answer.FailedBatches > 0 || !BatchProbe.Same(reference, answer))
                return false;
        }

        return true;
    }

    private int Refuse(RefusalReason reason, string message) => End(reason, message, default);

    private int Accept(BatchRule batching) => End(null, "", batching);

    private int End(RefusalReason? reason, string message, BatchRule batching)
    {
        var environment = InferenceEnvironment.Current;
        using var self = Process.GetCurrentProcess();
        var record = new TrialRecord(
            _hash,
            environment.RuntimeVersion,
            environment.CpuFeatures,
            reason,
            message,
            batching.MinRows,
            batching.MaxRows,
            self.PeakWorkingSet64
        );
        output.WriteLine(Verdict + System.Text.Encoding.UTF8.GetString(record.ToJson()));
        output.Flush();
        return 0;
    }

    private void Say(string what)
    {
        output.WriteLine(Phase + what);
        output.Flush();
    }
}
