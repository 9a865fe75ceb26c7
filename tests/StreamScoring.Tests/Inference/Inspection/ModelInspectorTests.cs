using CsCheck;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference;
using StreamScoring.Inference.Inspection;
using StreamScoring.TestKit.Onnx;
using StreamScoring.TestKit.Reference;
using Xunit;
using static StreamScoring.TestKit.Onnx.OnnxGraph;

namespace StreamScoring.Tests.Inference.Inspection;

public sealed class ModelInspectorTests
{
    private static OnnxGraph Sound() =>
        new OnnxGraph().Input("x", FloatType, Open, 2).Node("Identity", ["x"], ["y"]).Output("y", FloatType, Open, 2);

    [Fact]
    public void Data_outside_the_file_is_refused_wherever_it_hides()
    {
        var inAttribute = new OnnxGraph().Node("Constant", [], ["c"], [TensorAttribute("value", External("e"))], name: "hidden");
        var cases = new Dictionary<string, ProtoWriter>(StringComparer.Ordinal)
        {
            ["initializer"] = Sound().Initializer(External("e")).Model(),
            ["sparse values"] = WithField(15, new ProtoWriter().Message(1, External("e"))),
            ["sparse indices"] = WithField(15, new ProtoWriter().Message(2, External("e"))),
            ["attribute"] = Sound().Node("Constant", [], ["c"], [TensorAttribute("value", External("e"))]).Model(),
            ["attribute list"] = Sound().Node("X", [], ["c"], [new ProtoWriter().Text(1, "list").Message(10, External("e"))]).Model(),
            ["sparse attribute"] = Sound()
                .Node("X", [], ["c"], [new ProtoWriter().Text(1, "s").Message(22, new ProtoWriter().Message(1, External("e")))])
                .Model(),
            ["subgraph"] = Sound().Node("If", ["b"], ["c"], [GraphAttribute("then_branch", inAttribute)]).Model(),
            ["subgraph list"] = Sound()
                .Node("If", ["b"], ["c"], [new ProtoWriter().Text(1, "many").Message(11, inAttribute.Fields)])
                .Model(),
            ["subgraph of a subgraph"] = Sound()
                .Node(
                    "If",
                    ["b"],
                    ["c"],
                    [GraphAttribute("then_branch", new OnnxGraph().Node("If", ["b"], ["c"], [GraphAttribute("then_branch", inAttribute)]))]
                )
                .Model(),
            ["function"] = Sound().Model().Message(25, Function(inAttribute)),
            ["default of a function"] = Sound()
                .Model()
                .Message(25, new ProtoWriter().Text(1, "f").Text(10, "own").Message(11, TensorAttribute("a", External("e")))),
            ["training graph"] = Sound().Model().Message(20, new ProtoWriter().Message(1, inAttribute.Fields)),
            ["training algorithm"] = Sound().Model().Message(20, new ProtoWriter().Message(2, inAttribute.Fields)),
            ["location without the mark"] = Sound()
                .Initializer(new ProtoWriter().Integer(1, 1).Integer(2, 1).Text(8, "e").Message(13, new ProtoWriter().Text(1, "location")))
                .Model(),
        };
        foreach (var (place, model) in cases)
        {
            var refusal = Refusal(model.ToArray());
            Assert.True(refusal?.Reason == RefusalReason.ExternalData, $"{place}: {refusal}");
            Assert.StartsWith("m.onnx: ", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Sizes_that_show_in_the_file_are_refused()
    {
        var huge = 1L << 40;
        var cases = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["constant shape"] = HostileModels.FourGigabytes(),
            ["overflowing shape"] = Sound().Initializer(Integers("s", [2], huge, huge)).Node("ConstantOfShape", ["s"], ["c"]).Build(),
            ["shape of a Constant node"] = Sound()
                .Node("Constant", [], ["s"], [TensorAttribute("value", Integers("", [1], huge))])
                .Node("Expand", ["x", "s"], ["c"])
                .Build(),
            ["random"] = Sound().Node("RandomNormal", [], ["c"], [new ProtoWriter().Text(1, "shape").Integer(8, huge)]).Build(),
            ["range"] = Sound()
                .Initializer(Integers("a", [], 0))
                .Initializer(Integers("b", [], huge))
                .Initializer(Integers("d", [], 1))
                .Node("Range", ["a", "b", "d"], ["c"])
                .Build(),
            ["tensor without data"] = Sound().Initializer(Tensor("t", FloatType, [1 << 20], [])).Build(),
            ["dense size of a sparse tensor"] = WithField(
                    15,
                    new ProtoWriter().Message(1, Floats("v", [1], 1)).Message(2, Integers("i", [1], 0)).Integer(3, huge)
                )
                .ToArray(),
            ["row of an input"] = new OnnxGraph()
                .Input("x", FloatType, Open, huge)
                .Node("Identity", ["x"], ["y"])
                .Output("y", FloatType, Open)
                .Build(),
            ["subgraphs in subgraphs"] = Nested(40).Build(),
        };
        foreach (var (what, bytes) in cases)
        {
            var refusal = Refusal(bytes);
            Assert.True(refusal?.Reason == RefusalReason.TooLarge, $"{what}: {refusal}");
        }
    }

    [Fact]
    public void Limits_on_file_and_nodes_hold()
    {
        var bytes = Sound().Node("Identity", ["x"], ["z"]).Build();
        Assert.Equal(RefusalReason.TooLarge, Refusal(bytes, ModelLimits.Default with { MaxNodes = 1 })!.Reason);
        Assert.Equal(RefusalReason.TooLarge, Refusal(bytes, ModelLimits.Default with { MaxFileBytes = bytes.Length - 1 })!.Reason);
        Assert.Null(Refusal(bytes, ModelLimits.Default with { MaxNodes = 2, MaxFileBytes = bytes.Length }));
    }

    [Theory]
    [InlineData("com.example")]
    [InlineData("ai.onnx.preview.training")]
    [InlineData("com.microsoft.nchwc")]
    public void Unknown_domains_are_refused_by_name(string domain)
    {
        var imported = Refusal(Sound().Model(8, 17, domain).ToArray())!;
        Assert.Equal(RefusalReason.Unknown, imported.Reason);
        Assert.Contains($"'{domain}'", imported.Message, StringComparison.Ordinal);

        var used = Refusal(Sound().Node("Thing", ["x"], ["z"], domain: domain, name: "odd").Build())!;
        Assert.Equal(RefusalReason.Unknown, used.Reason);
        Assert.Contains("Thing node 'odd'", used.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_that_the_model_defines_itself_are_no_unknown_domain()
    {
        var body = new OnnxGraph().Node("Identity", ["a"], ["b"]);
        var bytes = Sound().Node("f", ["x"], ["z"], domain: "own").Model(8, 17, "own").Message(25, Function(body)).ToArray();
        Assert.Null(Refusal(bytes));
    }

    [Fact]
    public void What_is_known_is_what_the_runtime_loads()
    {
        // Both directions: the newest known version loads, and the runtime itself refuses the next.
        Assert.True(
            OnnxModel.TryLoad(
                SmallModels.OfVersion(ModelHeader.NewestIrVersion, ModelHeader.NewestOpset),
                "m.onnx",
                ModelLimits.Default,
                null,
                out var model,
                out var refusal
            ),
            refusal?.Message
        );
        model.Dispose();
        Assert.Equal(RefusalReason.Unknown, Refusal(SmallModels.OfVersion(ModelHeader.NewestIrVersion + 1, 17))!.Reason);
        Assert.Equal(RefusalReason.Unknown, Refusal(SmallModels.OfVersion(8, ModelHeader.NewestOpset + 1))!.Reason);
    }

    [Fact]
    public void Inputs_that_are_initializers_need_no_feeding()
    {
        var inspection = Inspect(Sound().Input("w", FloatType, 1).Initializer(Floats("w", [1], 2)).Build());
        Assert.Equal(["x"], inspection.Inputs.Select(i => i.Name));
    }

    [Fact]
    public void Metadata_names_task_and_features()
    {
        var model = Sound().Model();
        foreach (var (key, value) in new[] { ("task", "will they buy"), ("features", "hour,items") })
            model.Message(14, new ProtoWriter().Text(1, key).Text(2, value));
        var inspection = Inspect(model.ToArray());
        Assert.Equal(["hour", "items"], inspection.Features);
        Assert.Equal("will they buy", inspection.Prop("task"));
    }

    [Fact]
    public void Zipmap_outputs_become_tensors_with_their_labels()
    {
        var inspection = Inspect(File.ReadAllBytes(GoldenFolders.First("golden/models/multiclass_lr_zipmap.onnx")));
        var zipmap = inspection.Outputs.Single(o => o.Labels.Count > 0);
        Assert.Equal("output_probability", zipmap.Name);
        Assert.NotEqual(zipmap.Name, zipmap.SessionName);
        Assert.Equal(TensorType.Float32, zipmap.Type);
        Assert.Equal([8], zipmap.RowShape);
        Assert.Contains("commerce.purchases", zipmap.Labels);
    }

    [Fact]
    public void Every_truncation_of_a_model_is_refused_or_is_a_model_still()
    {
        var bytes = File.ReadAllBytes(GoldenFolders.First("golden/models/types_zoo.onnx"));
        var refused = 0;
        for (var length = 0; length < bytes.Length; length++)
        {
            if (Refusal(bytes[..length]) is not null)
                refused++;
        }

        // Only cuts between two top-level fields behind the graph leave a model.
        Assert.InRange(refused, bytes.Length - 12, bytes.Length);
    }

    [Fact]
    public void Damaged_models_are_answered_with_a_value_never_an_exception()
    {
        var bytes = File.ReadAllBytes(GoldenFolders.First("golden/models/seq_gru.onnx"));
        var refused = 0;
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, bytes.Length - 1], Gen.Byte)
            .Sample(
                damage =>
                {
                    var copy = (byte[])bytes.Clone();
                    copy[damage.Item1] = damage.Item2;
                    copy[damage.Item3] = damage.Item4;
                    if (Refusal(copy) is not null)
                        Interlocked.Increment(ref refused);
                },
                iter: 5000
            );
        Assert.InRange(refused, 10, 4990);
    }

    private static ProtoWriter Function(OnnxGraph body)
    {
        // FunctionProto keeps its nodes in field 7, where a graph keeps them in field 1: the body's bytes are taken node by node.
        var function = new ProtoWriter()
            .Text(1, "f")
            .Text(4, "a")
            .Text(5, "b")
            .Text(10, "own")
            .Message(9, new ProtoWriter().Text(1, "").Integer(2, 17));
        var cursor = new ProtoCursor(body.Fields.ToArray());
        while (cursor.Next())
        {
            if (cursor.Field == 1)
                function.Bytes(7, cursor.Bytes());
        }

        return function;
    }

    private static ProtoWriter WithField(int field, ProtoWriter content)
    {
        var graph = Sound();
        graph.Fields.Message(field, content);
        return graph.Model();
    }

    private static OnnxGraph Nested(int depth)
    {
        var graph = new OnnxGraph().Node("Identity", ["x"], ["y"]);
        for (var i = 0; i < depth; i++)
            graph = new OnnxGraph().Node("If", ["b"], ["y"], [GraphAttribute("then_branch", graph)]);
        return Sound().Node("If", ["b"], ["z"], [GraphAttribute("then_branch", graph)]);
    }

    private static ModelInspection Inspect(byte[] bytes)
    {
        Assert.True(ModelInspector.TryInspect(bytes, "m.onnx", ModelLimits.Default, out var inspection, out var refusal), refusal?.Message);
        return inspection;
    }

    private static ModelRefusal? Refusal(byte[] bytes, ModelLimits? limits = null)
    {
        ModelInspector.TryInspect(bytes, "m.onnx", limits ?? ModelLimits.Default, out _, out var refusal);
        return refusal;
    }
}
