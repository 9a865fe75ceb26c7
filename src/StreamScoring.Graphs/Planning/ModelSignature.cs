using StreamScoring.Events.Columns;

namespace StreamScoring.Graphs.Planning;

/// <summary>The element types of ONNX tensors.</summary>
public enum TensorType : byte
{
    /// <summary>32-bit float.</summary>
    Float32,

    /// <summary>64-bit float.</summary>
    Float64,

    /// <summary>16-bit float.</summary>
    Float16,

    /// <summary>bfloat16.</summary>
    BFloat16,

    /// <summary>8-bit signed.</summary>
    Int8,

    /// <summary>16-bit signed.</summary>
    Int16,

    /// <summary>32-bit signed.</summary>
    Int32,

    /// <summary>64-bit signed.</summary>
    Int64,

    /// <summary>8-bit unsigned.</summary>
    UInt8,

    /// <summary>16-bit unsigned.</summary>
    UInt16,

    /// <summary>32-bit unsigned.</summary>
    UInt32,

    /// <summary>64-bit unsigned.</summary>
    UInt64,

    /// <summary>Boolean, one byte.</summary>
    Boolean,

    /// <summary>UTF-8 text.</summary>
    Text,
}

/// <summary>One input or output of a model.</summary>
/// <param name="Name">Its name in the ONNX graph.</param>
/// <param name="Type">The element type; of a zipmap output, that of its values.</param>
/// <param name="RowShape">The dimensions after the batch dimension: empty for [N], {45} for [N,45]; -1 where the model leaves one open.</param>
/// <param name="Labels">Of a zipmap output (a sequence of maps, one a row): the keys in order, so that it reads as [N, keys]; otherwise empty.</param>
public sealed record TensorSignature(string Name, TensorType Type, IReadOnlyList<int> RowShape, IReadOnlyList<string> Labels)
{
    /// <summary>Values per row, or -1 when the model leaves it open.</summary>
    public int RowSize
    {
        get
        {
            var size = 1;
            foreach (var d in RowShape)
            {
                if (d < 0)
                    return -1;
                size = checked(size * d);
            }

            return size;
        }
    }
}

/// <summary>What a model takes and gives.</summary>
/// <param name="Hash"><c>sha256:</c> and the hash of the file's bytes.</param>
/// <param name="Inputs">Inputs in the model's order.</param>
/// <param name="Outputs">Outputs in the model's order.</param>
/// <param name="Features">Names of the columns that the first input was trained on (the model's <c>features</c> metadata), or empty.</param>
public sealed record ModelSignature(
    string Hash,
    IReadOnlyList<TensorSignature> Inputs,
    IReadOnlyList<TensorSignature> Outputs,
    IReadOnlyList<string> Features
)
{
    /// <summary>The column type in which values of a tensor type are published.</summary>
    public static ColumnType ColumnTypeOf(TensorType type) =>
        type switch
        {
            TensorType.Float32 or TensorType.Float16 or TensorType.BFloat16 => ColumnType.Float32,
            TensorType.Float64 => ColumnType.Float64,
            TensorType.Boolean => ColumnType.Boolean,
            TensorType.Text => ColumnType.Text,
            _ => ColumnType.Int64,
        };
}
