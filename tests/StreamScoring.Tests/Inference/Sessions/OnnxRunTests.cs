using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference;
using StreamScoring.TestKit.Measuring;
using StreamScoring.TestKit.Onnx;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Inference.Sessions;

public sealed class OnnxRunTests
{
    private const int Float16Type = 10;
    private const int UInt64Type = 13;

    [Fact]
    public void A_row_that_fails_faults_alone_and_its_neighbours_are_scored()
    {
        using var model = Load(SmallModels.Lookup());
        var x = Whole(0, 3, 99, 1);
        var (y, faults) = Run<float>(model, x, 4);
        Assert.Equal([10f, 13f, 11f], new[] { y[0], y[1], y[3] });
        Assert.True(y.IsNull(2));
        Assert.Equal(FaultCode.ModelFailed, faults[2]!.Code);
        Assert.Equal(FaultDomain.Model, faults[2]!.Domain);
        Assert.Contains("Gather node", faults[2]!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("99", faults[2]!.Message, StringComparison.Ordinal);
        Assert.Equal(3, faults.Count(f => f is null));
    }

    [Fact]
    public void Rows_that_are_not_live_or_have_a_fault_already_stay_null_and_leave_no_gap()
    {
        using var model = Load(SmallModels.Lookup());
        var x = Whole(0, 99, 2, 3);
        var y = (ValueColumn<float>)Column.Create(ColumnShape.Scalar(ColumnType.Float32), 4);
        using var run = ((IModel)model).Open(
            [
                [x],
            ],
            [("y", y)],
            4
        );
        var earlier = Fault.Decode(FaultCode.Malformed, "", "before");
        Fault?[] faults = [null, null, earlier, null];
        run.Run(4, [true, false, true, true], faults);
        Assert.Equal([10f, 13f], new[] { y[0], y[3] });
        Assert.True(y.IsNull(1));
        Assert.True(y.IsNull(2));
        Assert.Equal([null, null, earlier, null], faults);
    }

    [Fact]
    public void Null_is_NaN_in_floats_empty_in_texts_and_a_fault_in_integers_and_booleans()
    {
        using var floats = Load(SmallModels.Identity(OnnxGraph.FloatType));
        var (f, faults) = Run<float>(floats, Column.Create(ColumnShape.Scalar(ColumnType.Float64), 1), 1);
        Assert.True(float.IsNaN(f[0]));
        Assert.Null(faults[0]);

        using var texts = Load(SmallModels.Identity(OnnxGraph.TextType));
        var text = (TextColumn)Column.Create(ColumnShape.Scalar(ColumnType.Text), 3);
        text.Set(0, "long before"u8);
        var t = (TextColumn)Column.Create(ColumnShape.Scalar(ColumnType.Text), 3);
        using var run = ((IModel)texts).Open(
            [
                [text],
            ],
            [("y", t)],
            3
        );
        run.Run(1, [true], new Fault?[1]);
        Assert.Equal("long before"u8, t[0]);
        text.SetNull(0);
        run.Run(1, [true], new Fault?[1]);
        Assert.False(t.IsNull(0));
        Assert.Equal(0, t[0].Length);

        foreach (
            var (type, column) in new[]
            {
                (OnnxGraph.Int64Type, ColumnType.Int64),
                (OnnxGraph.BoolType, ColumnType.Boolean),
                (OnnxGraph.Int32Type, ColumnType.Boolean),
            }
        )
        {
            using var whole = Load(SmallModels.Identity(type));
            var target = Column.Create(ColumnShape.Scalar(type == OnnxGraph.BoolType ? ColumnType.Boolean : ColumnType.Int64), 1);
            using var r = ((IModel)whole).Open(
                [
                    [Column.Create(ColumnShape.Scalar(column), 1)],
                ],
                [("y", target)],
                1
            );
            var fault = new Fault?[1];
            r.Run(1, [true], fault);
            Assert.Equal(FaultCode.TypeMismatch, fault[0]!.Code);
            Assert.Equal("x", fault[0]!.Path);
            Assert.True(target.IsNull(0));
        }
    }

    [Fact]
    public void Values_that_an_integer_tensor_cannot_hold_are_faults_of_their_rows()
    {
        using var model = Load(SmallModels.Identity(OnnxGraph.Int32Type));
        var (y, faults) = Run<long>(model, Whole(int.MaxValue, int.MaxValue + 1L, int.MinValue, long.MinValue), 4);
        Assert.Equal([int.MaxValue, int.MinValue], new[] { y[0], y[2] });
        Assert.Equal([false, true, false, true], faults.Select(f => f is not null));

        var x = (ValueColumn<double>)Column.Create(ColumnShape.Scalar(ColumnType.Float64), 5);
        foreach (var (row, value) in new[] { -3.0, 0.5, double.NaN, 2147483648.0, 2147483647.0 }.Index())
            x.Set(row, value);
        (y, faults) = Run<long>(model, x, 5);
        Assert.Equal([-3L, 2147483647L], new[] { y[0], y[4] });
        Assert.Equal([false, true, true, true, false], faults.Select(f => f is not null));
    }

    [Fact]
    public void A_double_at_the_edge_of_64_bits_is_not_taken_for_the_largest_integer()
    {
        using var signed = Load(SmallModels.Identity(OnnxGraph.Int64Type));
        var x = (ValueColumn<double>)Column.Create(ColumnShape.Scalar(ColumnType.Float64), 2);
        x.Set(0, 9223372036854775808.0);
        x.Set(1, -9223372036854775808.0);
        var (y, faults) = Run<long>(signed, x, 2);
        Assert.NotNull(faults[0]);
        Assert.Null(faults[1]);
        Assert.Equal(long.MinValue, y[1]);
    }

    [Fact]
    public void Unsigned_64_bit_integers_travel_as_the_same_bits()
    {
        using var model = Load(SmallModels.Identity(UInt64Type));
        var (y, faults) = Run<long>(model, Whole(-1, long.MinValue, 5), 3);
        Assert.All(faults, Assert.Null);
        Assert.Equal([-1L, long.MinValue, 5L], new[] { y[0], y[1], y[2] });
    }

    [Fact]
    public void Half_floats_are_rounded_to_nearest_even()
    {
        var x = (ValueColumn<double>)Column.Create(ColumnShape.Scalar(ColumnType.Float64), 5);
        foreach (var (row, value) in new[] { 1.00390625, 1.01171875, -0.0, double.NaN, 1e39 }.Index())
            x.Set(row, value);
        using var brain = Load(SmallModels.Identity(OnnxGraph.BFloat16Type));
        var (b, _) = Run<float>(brain, x, 5);
        // bfloat16 has 8 bits of significand: halfway cases go to the even neighbour.
        Assert.Equal([1f, 1.015625f], new[] { b[0], b[1] });
        Assert.Equal(float.NegativeZero, b[2]);
        Assert.True(float.IsNegative(b[2]));
        Assert.True(float.IsNaN(b[3]));
        Assert.Equal(float.PositiveInfinity, b[4]);

        using var half = Load(SmallModels.Identity(Float16Type));
        var (h, _) = Run<float>(half, x, 5);
        Assert.Equal((float)(Half)1.01171875, h[1]);
        Assert.Equal(float.PositiveInfinity, h[4]);
    }

    [Fact]
    public void Columns_are_laid_side_by_side_and_an_open_width_is_settled_by_them()
    {
        using var model = Load(SmallModels.Identity(OnnxGraph.FloatType, -1));
        var a = Whole(1, 2);
        var b = (ValueColumn<float>)Column.Create(ColumnShape.Vector(ColumnType.Float32, 2), 2);
        var c = (ValueColumn<bool>)Column.Create(ColumnShape.Scalar(ColumnType.Boolean), 2);
        new[] { 0.5f, 0.25f }.CopyTo(b.SetVector(0));
        c.Set(0, true);
        c.Set(1, false);
        var y = (ValueColumn<float>)Column.Create(ColumnShape.Vector(ColumnType.Float32, 4), 2);
        using var run = ((IModel)model).Open(
            [
                [a, b, c],
            ],
            [("y", y)],
            2
        );
        run.Run(2, [true, true], new Fault?[2]);
        Assert.Equal([1, 0.5f, 0.25f, 1], y.Vector(0).ToArray());
        Assert.Equal([2, float.NaN, float.NaN, 0], y.Vector(1).ToArray());
    }

    [Fact]
    public void What_does_not_fit_is_told_when_the_run_is_opened()
    {
        IModel model = Load(File.ReadAllBytes(GoldenFolders.First("golden/models/lr.onnx")));
        var features = Column.Create(ColumnShape.Vector(ColumnType.Float32, 45), 1);
        var label = Column.Create(ColumnShape.Scalar(ColumnType.Int64), 1);
        AssertRefuses(
            "takes 45 values a row and the columns give 44",
            [
                [Column.Create(ColumnShape.Vector(ColumnType.Float32, 44), 1)],
            ],
            "label",
            label
        );
        AssertRefuses(
            "takes 45 values a row and the columns give 46",
            [
                [features, Whole(1)],
            ],
            "label",
            label
        );
        AssertRefuses("takes 1 inputs (float_input) and was given 0", [], "label", label);
        AssertRefuses(
            "it has no output 'nope' (it has label, probabilities)",
            [
                [features],
            ],
            "nope",
            label
        );
        AssertRefuses(
            "gives 2 values a row",
            [
                [features],
            ],
            "probabilities",
            Column.Create(ColumnShape.Scalar(ColumnType.Float32), 1)
        );
        AssertRefuses(
            "gives int64",
            [
                [features],
            ],
            "label",
            Column.Create(ColumnShape.Scalar(ColumnType.Float32), 1)
        );
        AssertRefuses(
            "does not go into input 'float_input'",
            [
                [Column.Create(ColumnShape.Vector(ColumnType.Text, 45), 1)],
            ],
            "label",
            label
        );

        void AssertRefuses(string words, IReadOnlyList<IReadOnlyList<Column>> inputs, string name, Column target)
        {
            var e = Assert.Throws<ArgumentException>(() => model.Open(inputs, [(name, target)], 1));
            Assert.Contains(words, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Only_wanted_outputs_are_filled_and_a_zipmap_reads_as_its_labels()
    {
        IModel model = Load(File.ReadAllBytes(GoldenFolders.First("golden/models/multiclass_lr_zipmap.onnx")));
        var vectors = ModelVectors.Read(GoldenFolders.First("golden/models/multiclass_lr_zipmap.vectors.jsonl"));
        var zipmap = model.Signature.Outputs.Single(o => o.Name == "output_probability");
        Assert.Equal([8], zipmap.RowShape);
        var target = Column.Create(ColumnShape.Vector(ColumnType.Float32, 8), vectors.Rows);
        using var run = model.Open(vectors.Inputs(model.Signature), [("output_probability", target)], 16);
        run.Run(5, [true, true, true, true, true], new Fault?[5]);
        Assert.Null(vectors.Difference(zipmap, target, 4, 1e-5));
    }

    [Fact]
    public void A_session_lives_until_the_last_run_is_gone()
    {
        var model = Load(SmallModels.Lookup());
        var y = (ValueColumn<float>)Column.Create(ColumnShape.Scalar(ColumnType.Float32), 1);
        var run = ((IModel)model).Open(
            [
                [Whole(2)],
            ],
            [("y", y)],
            1
        );
        model.Dispose();
        model.Dispose();
        run.Run(1, [true], new Fault?[1]);
        Assert.Equal(12f, y[0]);
        Assert.Throws<ObjectDisposedException>(() =>
            ((IModel)model).Open(
                [
                    [Whole(2)],
                ],
                [("y", y)],
                1
            )
        );
        run.Dispose();
        run.Dispose();
        Assert.Throws<ObjectDisposedException>(() => run.Run(1, [true], new Fault?[1]));
    }

    [Fact]
    public void Lanes_share_a_session_and_give_the_same_bits()
    {
        IModel model = Load(File.ReadAllBytes(GoldenFolders.First("golden/models/mlp.onnx")));
        var vectors = ModelVectors.Read(GoldenFolders.First("golden/models/mlp.vectors.jsonl"));
        var answers = new float[4][];
        Parallel.For(
            0,
            answers.Length,
            new ParallelOptions { MaxDegreeOfParallelism = answers.Length },
            lane =>
            {
                var outputs = ModelVectors.Outputs(model.Signature, vectors.Rows);
                using var run = model.Open(vectors.Inputs(model.Signature), outputs, vectors.Rows);
                var live = Enumerable.Repeat(true, vectors.Rows).ToArray();
                for (var i = 0; i < 20; i++)
                    run.Run(vectors.Rows, live, new Fault?[vectors.Rows]);
                answers[lane] = ((ValueColumn<float>)outputs.Single(o => o.Name == "probabilities").Target).Values.ToArray();
            }
        );
        Assert.All(answers, a => Assert.Equal(answers[0], a));
        Assert.Contains(answers[0], p => p is > 0 and < 1);
    }

    [Theory]
    [InlineData("golden/models/gb_adobe", ".vectors.jsonl")]
    [InlineData("golden/models/lr_zipmap", ".vectors.jsonl")]
    [InlineData("golden/models/pipeline_multi_input", ".vectors.jsonl.gz")]
    [InlineData("golden/models/multi_output", ".vectors.jsonl.gz")]
    public void Scoring_allocates_nothing_once_warm(string name, string vectorsSuffix)
    {
        IModel model = Load(File.ReadAllBytes(GoldenFolders.First(name + ".onnx")));
        var vectors = ModelVectors.Read(GoldenFolders.First(name + vectorsSuffix));
        var outputs = ModelVectors.Outputs(model.Signature, vectors.Rows);
        using var run = model.Open(vectors.Inputs(model.Signature), outputs, 64);
        var live = Enumerable.Repeat(true, vectors.Rows).ToArray();
        var faults = new Fault?[vectors.Rows];
        // Every size once: columns of texts grow up to the largest batch seen.
        Score(vectors.Rows * (vectors.Rows + 1) / 2);
        var scored = 0;
        Assert.Equal(0, SteadyAllocation.Least(() => scored = Score(10_000)));
        Assert.InRange(scored, 10_000, int.MaxValue);
        Assert.All(faults, Assert.Null);

        int Score(int least)
        {
            var rows = 0;
            for (var size = 1; rows < least; size = size % vectors.Rows + 1)
            {
                // As Frame.Begin does for every batch.
                for (var i = 0; i < outputs.Count; i++)
                    outputs[i].Target.Clear();
                run.Run(size, live, faults);
                rows += size;
            }

            return rows;
        }
    }

    private static OnnxModel Load(byte[] bytes)
    {
        Assert.True(OnnxModel.TryLoad(bytes, "m.onnx", ModelLimits.Default, null, out var model, out var refusal), refusal?.Message);
        return model;
    }

    private static ValueColumn<long> Whole(params long[] values)
    {
        var column = (ValueColumn<long>)Column.Create(ColumnShape.Scalar(ColumnType.Int64), values.Length);
        foreach (var (row, value) in values.Index())
            column.Set(row, value);
        return column;
    }

    private static (ValueColumn<T> Y, Fault?[] Faults) Run<T>(IModel model, Column x, int rows)
        where T : unmanaged
    {
        var shape = ColumnShape.Scalar(ModelSignature.ColumnTypeOf(model.Signature.Outputs[0].Type));
        var y = (ValueColumn<T>)Column.Create(shape, rows);
        using var run = model.Open(
            [
                [x],
            ],
            [("y", y)],
            rows
        );
        var faults = new Fault?[rows];
        run.Run(rows, Enumerable.Repeat(true, rows).ToArray(), faults);
        return (y, faults);
    }
}
