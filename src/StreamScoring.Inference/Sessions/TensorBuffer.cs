using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using StreamScoring.Graphs.Planning;
using StreamScoring.Inference.Inspection;

namespace StreamScoring.Inference.Sessions;

/// <summary>
/// The memory of one tensor of one lane, for the largest batch; the tensors of smaller batches are views of its start. Native, so nothing is pinned. Texts
/// live in ONNX Runtime's own tensors instead, one for every batch size.
/// </summary>
internal sealed unsafe class TensorBuffer(TensorType type, IReadOnlyList<int> rowShape, int maxRows) : IDisposable
{
    private void* _data = Allocate(type, rowShape, maxRows);

    public TensorType Type => type;

    /// <summary>Dimensions after the batch; none is open.</summary>
    public IReadOnlyList<int> RowShape => rowShape;

    /// <summary>Elements a row.</summary>
    public int RowSize { get; } = Size(rowShape);

    public void* Data => _data;

    /// <summary>A tensor of the first <paramref name="rows"/> rows.</summary>
    public OrtValue View(int rows)
    {
        var shape = Shape(rows);
        if (type == TensorType.Text)
            return OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        var bytes = (long)rows * RowSize * TensorTypes.Size(type);
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorTypes.Element(type), shape, (nint)_data, bytes);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
    }

    private long[] Shape(int rows) => [rows, .. rowShape.Select(d => (long)d)];

    private static int Size(IReadOnlyList<int> shape)
    {
        var size = 1;
        foreach (var d in shape)
            size = checked(size * d);
        return size;
    }

    private static void* Allocate(TensorType type, IReadOnlyList<int> rowShape, int maxRows)
    {
        if (type == TensorType.Text)
            return null;
        var bytes = checked((nuint)maxRows * (nuint)Size(rowShape) * (nuint)TensorTypes.Size(type));
        // One element more: an empty row must still have an address.
        var data = NativeMemory.AlignedAlloc(bytes + 8, 64);
        NativeMemory.Clear(data, bytes + 8);
        return data;
    }
}
