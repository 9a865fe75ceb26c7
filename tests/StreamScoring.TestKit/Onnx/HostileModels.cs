using static StreamScoring.TestKit.Onnx.OnnxGraph;

namespace StreamScoring.TestKit.Onnx;

/// <summary>Models that harm the process which loads or runs them unguarded.</summary>
public static class HostileModels
{
    /// <summary>Under a hundred bytes, asks for 4 GiB of zeros.</summary>
    public static byte[] FourGigabytes() =>
        new OnnxGraph()
            .Input("x", FloatType, Open)
            .Initializer(Integers("s", [1], 1L << 30))
            .Node("ConstantOfShape", ["s"], ["c"])
            .Node("Max", ["x", "c"], ["y"])
            .Output("y", FloatType)
            .Build();

    /// <summary>As much memory, but by a size that only shows when the model runs: each row's shape times itself, over and over.</summary>
    public static byte[] HiddenGigabytes() =>
        new OnnxGraph()
            .Input("x", FloatType, Open, 1)
            .Node("Shape", ["x"], ["s"])
            .Initializer(Integers("k", [1], 40_000))
            .Node("Mul", ["s", "k"], ["big"])
            .Node("ConstantOfShape", ["big"], ["c"])
            .Node("ReduceSum", ["c"], ["sum"])
            .Node("Add", ["x", "sum"], ["y"])
            .Output("y", FloatType, Open, 1)
            .Build();

    /// <summary>A Loop that goes on as long as a 64-bit counter counts.</summary>
    public static byte[] EndlessLoop() => Loop(ofInput: true);

    /// <summary>A Loop over constants only: folding constants at load never ends.</summary>
    public static byte[] EndlessFolding() => Loop(ofInput: false);

    /// <summary>Divides int32 by int32: INT32_MIN by -1 traps.</summary>
    public static byte[] TrappingDivision() =>
        new OnnxGraph()
            .Input("a", Int32Type, Open, 1)
            .Input("b", Int32Type, Open, 1)
            .Node("Div", ["a", "b"], ["y"], name: "division")
            .Output("y", Int32Type, Open, 1)
            .Build();

    /// <summary>Divides int32 by the constant -1.</summary>
    public static byte[] TrappingDivisionByConstant() =>
        new OnnxGraph()
            .Input("a", Int32Type, Open, 1)
            .Initializer(Integers32("m", [], -1))
            .Node("Div", ["a", "m"], ["y"])
            .Output("y", Int32Type, Open, 1)
            .Build();

    private static byte[] Loop(bool ofInput)
    {
        var body = new OnnxGraph()
            .Input("i", Int64Type)
            .Input("go", BoolType)
            .Input("v", FloatType, 1)
            .Node("Identity", ["go"], ["go_on"])
            .Node("Add", ["v", "v"], ["w"])
            .Output("go_on", BoolType)
            .Output("w", FloatType, 1);
        return new OnnxGraph()
            .Input("x", FloatType, Open, 1)
            .Initializer(Integers("most", [], long.MaxValue))
            .Initializer(OnnxGraph.Boolean("true", true))
            .Initializer(Floats("one", [1], 1))
            .Node("Slice", ["x", "from", "to"], ["first"])
            .Node("Reshape", ["first", "flat"], ["start"])
            .Initializer(Integers("from", [1], 0))
            .Initializer(Integers("to", [1], 1))
            .Initializer(Integers("flat", [1], 1))
            .Node("Loop", ["most", "true", ofInput ? "start" : "one"], ["end"], [GraphAttribute("body", body)], name: "for ever")
            .Node("Add", ["x", "end"], ["y"])
            .Output("y", FloatType, Open, 1)
            .Build();
    }
}
