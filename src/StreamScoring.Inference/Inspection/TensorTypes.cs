using Microsoft.ML.OnnxRuntime.Tensors;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Inference.Inspection;

/// <summary>The element types of ONNX (TensorProto.DataType; ONNX Runtime gives them the same numbers) that columns can carry.</summary>
internal static class TensorTypes
{
    /// <summary>The type, or null when columns cannot carry it (complex, float8, 4-bit).</summary>
    public static TensorType? Of(long dataType) =>
        dataType switch
        {
            1 => TensorType.Float32,
            2 => TensorType.UInt8,
            3 => TensorType.Int8,
            4 => TensorType.UInt16,
            5 => TensorType.Int16,
            6 => TensorType.Int32,
            7 => TensorType.Int64,
            8 => TensorType.Text,
            9 => TensorType.Boolean,
            10 => TensorType.Float16,
            11 => TensorType.Float64,
            12 => TensorType.UInt32,
            13 => TensorType.UInt64,
            16 => TensorType.BFloat16,
            _ => null,
        };

    public static TensorElementType Element(TensorType type) =>
        type switch
        {
            TensorType.Float32 => TensorElementType.Float,
            TensorType.Float64 => TensorElementType.Double,
            TensorType.Float16 => TensorElementType.Float16,
            TensorType.BFloat16 => TensorElementType.BFloat16,
            TensorType.Int8 => TensorElementType.Int8,
            TensorType.Int16 => TensorElementType.Int16,
            TensorType.Int32 => TensorElementType.Int32,
            TensorType.Int64 => TensorElementType.Int64,
            TensorType.UInt8 => TensorElementType.UInt8,
            TensorType.UInt16 => TensorElementType.UInt16,
            TensorType.UInt32 => TensorElementType.UInt32,
            TensorType.UInt64 => TensorElementType.UInt64,
            TensorType.Boolean => TensorElementType.Bool,
            TensorType.Text => TensorElementType.String,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown tensor type"),
        };

    /// <summary>Bytes of one element; texts have none of their own here.</summary>
    public static int Size(TensorType type) =>
        type switch
        {
            TensorType.Float64 or TensorType.Int64 or TensorType.UInt64 => 8,
            TensorType.Float32 or TensorType.Int32 or TensorType.UInt32 => 4,
            TensorType.Float16 or TensorType.BFloat16 or TensorType.Int16 or TensorType.UInt16 => 2,
            TensorType.Text => 0,
            _ => 1,
        };
}
