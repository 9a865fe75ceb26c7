using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.TestKit.Graphs;

/// <summary>A model that computes in C#: each row of all inputs, laid side by side as doubles, goes to <paramref name="compute"/>, which gives all outputs of the signature.</summary>
/// <param name="signature">What it takes and gives.</param>
/// <param name="compute">From the values of a row (null is NaN) to one array for each output; null is a failure of the row.</param>
public sealed class FakeModel(ModelSignature signature, Func<double[], double[][]?> compute) : IModel
{
    /// <inheritdoc/>
    public ModelSignature Signature { get; } = signature;

    /// <summary>A float model of one input and one output, both two-dimensional.</summary>
    public static FakeModel Floats(string hash, int inputs, int outputs, Func<double[], double[]> compute, params string[] features) =>
        new(
            new ModelSignature(
                "sha256:" + hash,
                [new TensorSignature("float_input", TensorType.Float32, [inputs], [])],
                [new TensorSignature("probabilities", TensorType.Float32, [outputs], [])],
                features
            ),
            row => [compute(row)]
        );

    /// <inheritdoc/>
    public IModelRun Open(IReadOnlyList<IReadOnlyList<Column>> inputs, IReadOnlyList<(string Name, Column Target)> outputs, int maxRows) =>
        new Run(this, [.. inputs.SelectMany(i => i)], outputs);

    private sealed class Run(FakeModel model, IReadOnlyList<Column> inputs, IReadOnlyList<(string Name, Column Target)> outputs) : IModelRun
    {
        void IModelRun.Run(int rows, ReadOnlySpan<bool> live, Span<Fault?> faults)
        {
            for (var row = 0; row < rows; row++)
            {
                if (!live[row])
                    continue;
                var results = model.Compute([.. Values(row)]);
                if (results is null)
                    faults[row] = new Fault(
                        FaultCode.ModelFailed,
                        FaultStage.Inference,
                        FaultDomain.Model,
                        false,
                        "",
                        "the fake was told to fail"
                    );
                else
                    Write(row, results);
            }
        }

        public void Dispose() { }

        private void Write(int row, double[][] results)
        {
            foreach (var (name, target) in outputs)
            {
                var index = model.Signature.Outputs.ToList().FindIndex(o => o.Name == name);
                if (target is ValueColumn<float> floats)
                    Array.ConvertAll(results[index], v => (float)v).CopyTo(floats.SetVector(row));
                else
                    Array.ConvertAll(results[index], v => (long)v).CopyTo(((ValueColumn<long>)target).SetVector(row));
            }
        }

        private IEnumerable<double> Values(int row)
        {
            foreach (var column in inputs)
            {
                for (var i = 0; i < column.Shape.Width; i++)
                {
                    if (column.IsNull(row))
                    {
                        yield return double.NaN;
                        continue;
                    }

                    yield return column switch
                    {
                        ValueColumn<float> c => c.Vector(row)[i],
                        ValueColumn<double> c => c.Vector(row)[i],
                        ValueColumn<long> c => c.Vector(row)[i],
                        ValueColumn<bool> c => c.Vector(row)[i] ? 1 : 0,
                        // A text counts by its length: enough to tell that the right one came.
                        TextColumn c => c.Element(row, i).Length,
                        _ => throw new InvalidOperationException($"no values in {column.Shape}"),
                    };
                }
            }
        }
    }

    private double[][]? Compute(double[] row) => compute(row);
}
