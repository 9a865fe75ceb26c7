using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using StreamScoring.Benchmarks.Measuring;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.Benchmarks.Models;

/// <summary>From columns to scores, beside <see cref="InferenceSession"/> used as its documentation shows: new tensors for each call.</summary>
internal static class Inferring
{
    private static readonly int[] s_batchSizes = [1, 32, 256];

    public static Group Group { get; } = new("infer", "Infer", 15, Open);

    private static OpenGroup Open()
    {
        var holds = new List<IDisposable>();
        var cases = new List<Case>();
        foreach (var rows in s_batchSizes)
            cases.AddRange(Cases("boosted trees", "golden/models/gb_adobe.onnx", "float_input", "probabilities", [], rows, holds));
        foreach (var rows in s_batchSizes)
            cases.AddRange(Cases("FFNN", "models/crayfish-ffnn/model-ffnn.onnx", "input", "output", [1], rows, holds));
        return new OpenGroup(cases, [.. holds]);
    }

    private static IEnumerable<Case> Cases(
        string what,
        string file,
        string input,
        string output,
        int[] inner,
        int rows,
        List<IDisposable> holds
    )
    {
        var bytes = File.ReadAllBytes(GoldenFolders.First(file));
        if (!OnnxModel.TryLoad(bytes, file, ModelLimits.Default, null, out var model, out var refusal))
            throw new InvalidOperationException(refusal.ToString());
        holds.Add(model);
        var features =
            (ValueColumn<float>)Column.Create(ColumnShape.Vector(ColumnType.Float32, Math.Abs(model.Signature.Inputs[0].RowSize)), rows);
        Fill(features, rows);
        var scores = model.Signature.Outputs.First(o => string.Equals(o.Name, output, StringComparison.Ordinal));
        var target = (ValueColumn<float>)Column.Create(ColumnShape.Vector(ColumnType.Float32, scores.RowSize), rows);

        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        var session = new InferenceSession(bytes, options);
        holds.Add(session);
        var rival = $"{what}, batch {rows}: InferenceSession.Run, fresh tensors";
        yield return Case.Repeated(rival, null, () => Fresh(session, input, output, inner, features, target, rows));

        var run = model.Open(
            [
                [features],
            ],
            [(output, target)],
            rows
        );
        holds.Add(run);
        var (live, faults) = (Enumerable.Repeat(true, rows).ToArray(), new Fault?[rows]);
        yield return Case.Repeated($"{what}, batch {rows}: ours", rival, () => Bound(run, live, faults));
    }

    private static int Fresh(
        InferenceSession session,
        string input,
        string output,
        int[] inner,
        ValueColumn<float> features,
        ValueColumn<float> target,
        int rows
    )
    {
        var width = features.Shape.Width;
        var tensor = new DenseTensor<float>(features.Values[..(rows * width)].ToArray(), [rows, .. inner, width]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(input, tensor)], [output]);
        var scores = results[0].AsTensor<float>().ToArray();
        for (var row = 0; row < rows; row++)
            scores.AsSpan(row * target.Shape.Width, target.Shape.Width).CopyTo(target.SetVector(row));
        return rows;
    }

    private static int Bound(IModelRun run, bool[] live, Fault?[] faults)
    {
        run.Run(live.Length, live, faults);
        if (faults[0] is { } fault)
            throw new InvalidOperationException(fault.ToString());
        return live.Length;
    }

    private static void Fill(ValueColumn<float> features, int rows)
    {
        var random = new Random(rows);
        for (var row = 0; row < rows; row++)
        {
            foreach (ref var value in features.SetVector(row))
                value = random.NextSingle() * 100;
        }
    }
}
