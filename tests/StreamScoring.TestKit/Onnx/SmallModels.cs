using static StreamScoring.TestKit.Onnx.OnnxGraph;

namespace StreamScoring.TestKit.Onnx;

/// <summary>Tiny models, each for one property.</summary>
public static class SmallModels
{
    /// <summary>y = x + x, [N,2].</summary>
    public static byte[] Doubling() =>
        new OnnxGraph().Input("x", FloatType, Open, 2).Node("Add", ["x", "x"], ["y"]).Output("y", FloatType, Open, 2).Build();

    /// <summary>y = x - mean of x over the batch: a row's answer depends on its neighbours.</summary>
    public static byte[] DeviationFromTheBatch() =>
        new OnnxGraph()
            .Input("x", FloatType, Open, 1)
            .Node("ReduceMean", ["x"], ["m"])
            .Node("Sub", ["x", "m"], ["y"])
            .Output("y", FloatType, Open, 1)
            .Build();

    /// <summary>Looks x up in a table of four; other indices are an error of ONNX Runtime's.</summary>
    public static byte[] Lookup() =>
        new OnnxGraph()
            .Input("x", Int64Type, Open)
            .Initializer(Floats("table", [4], 10, 11, 12, 13))
            .Node("Gather", ["table", "x"], ["y"], name: "lookup")
            .Output("y", FloatType, Open)
            .Build();

    /// <summary>Looks up indices that no table of one has: x ≥ 0, plus 1000.</summary>
    public static byte[] AlwaysFailing() =>
        new OnnxGraph()
            .Input("x", FloatType, Open)
            .Initializer(Floats("table", [1], 10))
            .Node("Clip", ["x", "low", "high"], ["c"])
            .Initializer(Floats("low", [], 0))
            .Initializer(Floats("high", [], 1))
            .Node("Cast", ["c"], ["i"], [IntegerAttribute("to", Int64Type)])
            .Initializer(Integers("k", [], 1000))
            .Node("Add", ["i", "k"], ["j"])
            .Node("Gather", ["table", "j"], ["y"], name: "never")
            .Output("y", FloatType, Open)
            .Build();

    /// <summary>y = x of any type, [N] rows of <paramref name="width"/> (0: no second dimension; -1: open).</summary>
    public static byte[] Identity(int type, int width = 0)
    {
        long[] dims = width == 0 ? [Open] : [Open, width];
        return new OnnxGraph().Input("x", type, dims).Node("Identity", ["x"], ["y"]).Output("y", type, dims).Build();
    }

    /// <summary>y = x, of an ONNX version and operator set.</summary>
    public static byte[] OfVersion(int irVersion, long opset) =>
        new OnnxGraph()
            .Input("x", FloatType, Open)
            .Node("Identity", ["x"], ["y"])
            .Output("y", FloatType, Open)
            .Model(irVersion, opset)
            .ToArray();

    /// <summary>Declares any batch and no output shape, but reshapes to one row of two.</summary>
    public static byte[] OneRowOnly() =>
        new OnnxGraph()
            .Input("x", FloatType, Open, 2)
            .Initializer(Integers("s", [2], 1, 2))
            .Node("Reshape", ["x", "s"], ["y"])
            .Output("y", FloatType, Open, Open)
            .Build();
}
