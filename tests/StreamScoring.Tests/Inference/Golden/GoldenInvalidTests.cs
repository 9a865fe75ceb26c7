using System.Text.Json;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference;
using StreamScoring.TestKit.Onnx;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Inference.Golden;

[Trait("suite", "golden")]
public sealed class GoldenInvalidTests
{
    [Fact]
    public async Task Every_invalid_model_is_refused_by_name_and_a_good_one_goes_on()
    {
        var cases = 0;
        using var store = new ModelStore(ModelLimits.Default, null, null);
        foreach (var path in GoldenFolders.Find("golden/models/invalid/cases.jsonl"))
        {
            foreach (var line in GoldenFolders.ReadLines(path).Where(l => l.Length > 0))
            {
                using var row = JsonDocument.Parse(line);
                var file = row.RootElement.GetProperty("file").GetString()!;
                var (model, refusal) = await store.LoadAsync(Path.Combine(Path.GetDirectoryName(path)!, file), CancellationToken.None);
                Assert.Null(model);
                Assert.StartsWith($"{file}: ", refusal!.Message, StringComparison.Ordinal);
                Assert.True(refusal.Message.Length > file.Length + 20, refusal.Message);
                cases++;
            }
        }

        GoldenCount.Say("models", cases, "invalid models");
        Assert.True(cases > 0, "no invalid model in any folder");
        Assert.NotNull((await store.LoadAsync(GoldenFolders.First("golden/models/lr.onnx"), CancellationToken.None)).Model);
    }

    [Fact]
    public void Inputs_of_another_form_are_answered_as_columns_can_say_them()
    {
        var (cases, inexpressible) = (0, 0);
        foreach (var path in GoldenFolders.Find("golden/models/invalid/input_cases.jsonl"))
        {
            foreach (var line in GoldenFolders.ReadLines(path).Where(l => l.Length > 0))
            {
                using var row = JsonDocument.Parse(line);
                if (Check(Path.GetDirectoryName(Path.GetDirectoryName(path)!)!, row.RootElement))
                    cases++;
                else
                    inexpressible++;
            }
        }

        GoldenCount.Say("models", cases, $"wrong inputs; {inexpressible} more cannot be said with columns, whose rank is fixed");
        Assert.True(cases > 0, "no input case in any folder");
    }

    private static bool Check(string folder, JsonElement row)
    {
        var name = row.GetProperty("model").GetString()!;
        Assert.True(
            OnnxModel.TryLoad(
                File.ReadAllBytes(Path.Combine(folder, name + ".onnx")),
                name,
                ModelLimits.Default,
                null,
                out var model,
                out _
            )
        );
        using var loaded = model;
        var vectors = ModelVectors.Read(GoldenFolders.First(Path.Combine("golden", "models", name + ".vectors.jsonl")));
        var input = (ValueColumn<float>)vectors.Inputs(model.Signature)[0][0];
        var width = input.Shape.Width;
        switch (row.GetProperty("case").GetString())
        {
            case "empty-batch":
                Assert.All(
                    Run(
                        model,
                        [
                            [input],
                        ],
                        0
                    ),
                    o => Assert.True(o.IsNull(0))
                );
                return true;
            case "double-for-float":
                return SameAsFloat(model, vectors, input, Cast<double>(input, ColumnType.Float64, v => v));
            case "int64-for-float":
                return SameAsTruncated(model, input, Cast<long>(input, ColumnType.Int64, v => (long)v));
            case "one-column-short":
                return Refuses(
                    model,
                    [
                        [Column.Create(ColumnShape.Vector(ColumnType.Float32, width - 1), 3)],
                    ]
                );
            case "one-column-more":
                return Refuses(
                    model,
                    [
                        [input, Column.Create(ColumnShape.Scalar(ColumnType.Float32), 3)],
                    ]
                );
            case "missing-input":
                return Refuses(model, []);
            case "nan-and-inf":
                input.Vector(0)[0] = float.NaN;
                input.Vector(1)[0] = float.PositiveInfinity;
                var recorded = row.GetProperty("result").GetProperty("probabilities").GetProperty("values");
                var given =
                    (ValueColumn<float>)
                        Run(
                            model,
                            [
                                [input],
                            ],
                            3
                        )[model.Signature.Outputs.Index().Single(o => o.Item.Name == "probabilities").Index];
                Assert.True(float.IsNaN(given.Vector(0)[0]));
                Assert.Equal(recorded[1][0].GetDouble(), given.Vector(1)[0]);
                Assert.Equal(recorded[2][1].GetDouble(), given.Vector(2)[1], 1e-6);
                return true;
            default:
                return false;
        }
    }

    private static bool SameAsFloat(OnnxModel model, ModelVectors vectors, Column plain, Column cast)
    {
        var (a, b) = (
            Run(
                model,
                [
                    [plain],
                ],
                3
            ),
            Run(
                model,
                [
                    [cast],
                ],
                3
            )
        );
        Assert.True(StreamScoring.Inference.Trial.BatchProbe.Same(new(a, new Fault?[3], 0), new(b, new Fault?[3], 0)));
        foreach (var (signature, column) in model.Signature.Outputs.Zip(b))
            Assert.Null(vectors.Difference(signature, column, 2, 2e-5));
        return true;
    }

    private static bool SameAsTruncated(OnnxModel model, ValueColumn<float> plain, Column whole)
    {
        for (var row = 0; row < 3; row++)
        {
            foreach (ref var value in plain.Vector(row))
                value = MathF.Truncate(value);
        }

        Assert.True(
            StreamScoring.Inference.Trial.BatchProbe.Same(
                new(
                    Run(
                        model,
                        [
                            [plain],
                        ],
                        3
                    ),
                    new Fault?[3],
                    0
                ),
                new(
                    Run(
                        model,
                        [
                            [whole],
                        ],
                        3
                    ),
                    new Fault?[3],
                    0
                )
            )
        );
        return true;
    }

    private static bool Refuses(OnnxModel model, IReadOnlyList<IReadOnlyList<Column>> inputs)
    {
        var e = Assert.Throws<ArgumentException>(() => Run(model, inputs, 3));
        Assert.Contains("float_input", e.Message, StringComparison.Ordinal);
        return true;
    }

    private static ValueColumn<T> Cast<T>(ValueColumn<float> from, ColumnType type, Func<float, T> cast)
        where T : unmanaged
    {
        var to = (ValueColumn<T>)Column.Create(ColumnShape.Vector(type, from.Shape.Width), 3);
        for (var row = 0; row < 3; row++)
        {
            for (var i = 0; i < from.Shape.Width; i++)
                to.SetVector(row)[i] = cast(from.Vector(row)[i]);
        }

        return to;
    }

    private static Column[] Run(OnnxModel model, IReadOnlyList<IReadOnlyList<Column>> inputs, int rows)
    {
        var outputs = ModelVectors.Outputs(model.Signature, 3);
        using var run = ((IModel)model).Open(inputs, outputs, 3);
        var faults = new Fault?[rows];
        run.Run(rows, new[] { true, true, true }.AsSpan(0, rows), faults);
        Assert.All(faults, Assert.Null);
        return [.. outputs.Select(o => o.Target)];
    }
}
