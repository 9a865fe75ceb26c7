using System.Runtime.InteropServices;

namespace StreamScoring.TestKit.Onnx;

/// <summary>Builds a GraphProto and the model around it.</summary>
public sealed class OnnxGraph
{
    /// <summary>TensorProto.DataType.</summary>
    public const int FloatType = 1,
        Int32Type = 6,
        Int64Type = 7,
        TextType = 8,
        BoolType = 9,
        BFloat16Type = 16;

    /// <summary>An open dimension.</summary>
    public const long Open = -1;

    /// <summary>The graph's fields so far, for what the other methods cannot say.</summary>
    public ProtoWriter Fields { get; } = new ProtoWriter().Text(2, "g");

    /// <summary>An input tensor.</summary>
    public OnnxGraph Input(string name, int type, params long[] dims) => Value(11, name, type, dims);

    /// <summary>An output tensor.</summary>
    public OnnxGraph Output(string name, int type, params long[] dims) => Value(12, name, type, dims);

    /// <summary>A node; <paramref name="attributes"/> are AttributeProtos.</summary>
    public OnnxGraph Node(
        string op,
        string[] inputs,
        string[] outputs,
        ProtoWriter[]? attributes = null,
        string domain = "",
        string name = ""
    )
    {
        var node = new ProtoWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        if (name.Length > 0)
            node.Text(3, name);
        node.Text(4, op);
        foreach (var attribute in attributes ?? [])
            node.Message(5, attribute);
        if (domain.Length > 0)
            node.Text(7, domain);
        Fields.Message(1, node);
        return this;
    }

    /// <summary>An initializer.</summary>
    public OnnxGraph Initializer(ProtoWriter tensor)
    {
        Fields.Message(5, tensor);
        return this;
    }

    /// <summary>A TensorProto of int64 values.</summary>
    public static ProtoWriter Integers(string name, long[] dims, params long[] values) =>
        Tensor(name, Int64Type, dims, MemoryMarshal.AsBytes<long>(values));

    /// <summary>A TensorProto of int32 values.</summary>
    public static ProtoWriter Integers32(string name, long[] dims, params int[] values) =>
        Tensor(name, Int32Type, dims, MemoryMarshal.AsBytes<int>(values));

    /// <summary>A TensorProto of float values.</summary>
    public static ProtoWriter Floats(string name, long[] dims, params float[] values) =>
        Tensor(name, FloatType, dims, MemoryMarshal.AsBytes<float>(values));

    /// <summary>A TensorProto of one boolean.</summary>
    public static ProtoWriter Boolean(string name, bool value) => Tensor(name, BoolType, [], [value ? (byte)1 : (byte)0]);

    /// <summary>A TensorProto with raw data.</summary>
    public static ProtoWriter Tensor(string name, int type, long[] dims, ReadOnlySpan<byte> raw)
    {
        var tensor = new ProtoWriter();
        foreach (var dim in dims)
            tensor.Integer(1, dim);
        return tensor.Integer(2, type).Text(8, name).Bytes(9, raw);
    }

    /// <summary>A TensorProto whose data lies in another file.</summary>
    public static ProtoWriter External(string name) =>
        new ProtoWriter()
            .Integer(1, 2)
            .Integer(2, FloatType)
            .Text(8, name)
            .Message(13, new ProtoWriter().Text(1, "location").Text(2, "weights.bin"))
            .Integer(14, 1);

    /// <summary>An AttributeProto that holds a tensor.</summary>
    public static ProtoWriter TensorAttribute(string name, ProtoWriter tensor) =>
        new ProtoWriter().Text(1, name).Message(5, tensor).Integer(20, 4);

    /// <summary>An AttributeProto that holds a graph.</summary>
    public static ProtoWriter GraphAttribute(string name, OnnxGraph graph) =>
        new ProtoWriter().Text(1, name).Message(6, graph.Fields).Integer(20, 5);

    /// <summary>An AttributeProto that holds an integer.</summary>
    public static ProtoWriter IntegerAttribute(string name, long value) => new ProtoWriter().Text(1, name).Integer(3, value).Integer(20, 2);

    /// <summary>The ModelProto's fields around this graph; add more before <see cref="ProtoWriter.ToArray"/> where needed.</summary>
    public ProtoWriter Model(int irVersion = 8, long opset = 17, params string[] domains)
    {
        var model = new ProtoWriter().Integer(1, irVersion).Message(7, Fields).Message(8, new ProtoWriter().Text(1, "").Integer(2, opset));
        foreach (var domain in domains)
            model.Message(8, new ProtoWriter().Text(1, domain).Integer(2, 1));
        return model;
    }

    /// <summary>The file's bytes.</summary>
    public byte[] Build() => Model().ToArray();

    private OnnxGraph Value(int field, string name, int type, long[] dims)
    {
        var shape = new ProtoWriter();
        foreach (var dim in dims)
            shape.Message(1, dim < 0 ? new ProtoWriter() : new ProtoWriter().Integer(1, dim));
        var tensor = new ProtoWriter().Message(1, new ProtoWriter().Integer(1, type).Message(2, shape));
        Fields.Message(field, new ProtoWriter().Text(1, name).Message(2, tensor));
        return this;
    }
}
