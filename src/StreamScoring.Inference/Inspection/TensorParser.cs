using System.Buffers.Binary;
using System.Globalization;

namespace StreamScoring.Inference.Inspection;

/// <summary>Reads TensorProto and SparseTensorProto: refuses data outside the file and claims that the file cannot back.</summary>
internal sealed class TensorParser(ModelLimits limits)
{
    private const int Int64DataType = 7;

    /// <summary>Integers that are kept of a tensor: enough for a shape.</summary>
    public const int MostIntegers = 64;

    /// <param name="cursor">The TensorProto.</param>
    /// <param name="where">How messages call the place, e.g. <c>attribute 'value' of Constant node 'c'</c>.</param>
    public ParsedTensor Parse(ProtoCursor cursor, string where)
    {
        var (name, dims, type) = ("", new List<long>(), 0L);
        List<long>? integers = null;
        while (cursor.Next())
        {
            switch (cursor.Field)
            {
                case 1:
                    cursor.Integers(dims, 1024);
                    break;
                case 2:
                    type = cursor.Integer();
                    break;
                case 7:
                    cursor.Integers(integers ??= [], MostIntegers);
                    break;
                case 8:
                    name = cursor.Text();
                    break;
                case 9:
                    var raw = cursor.Bytes();
                    if (raw.Length <= MostIntegers * sizeof(long))
                        integers = Raw(raw);
                    break;
                case 13:
                    throw External(Call(name, where));
                case 14:
                    if (cursor.Integer() != 0)
                        throw External(Call(name, where));
                    break;
            }
        }

        // No element type of ONNX packs more than four elements into a byte.
        if (Elements(dims, Call(name, where)) > 4L * (cursor.End - cursor.Start))
            throw new RefusedException(RefusalReason.TooLarge, $"{Call(name, where)} claims more elements than the file holds for it");
        return new ParsedTensor(name, dims, type == Int64DataType ? integers?.ToArray() : null);
    }

    /// <summary>A SparseTensorProto: values, indices and the dimensions it unfolds to.</summary>
    public string ParseSparse(ProtoCursor cursor, string where)
    {
        var name = "";
        var dims = new List<long>();
        while (cursor.Next())
        {
            switch (cursor.Field)
            {
                case 1:
                    name = Parse(cursor.Enter(), $"the values of a sparse tensor in {where}").Name;
                    break;
                case 2:
                    _ = Parse(cursor.Enter(), $"the indices of a sparse tensor in {where}");
                    break;
                case 3:
                    cursor.Integers(dims, 1024);
                    break;
            }
        }

        _ = Elements(dims, $"a sparse tensor in {where}");
        return name;
    }

    /// <summary>The product of the dimensions; refused when negative or over the limit.</summary>
    public long Elements(IReadOnlyList<long> dims, string what)
    {
        var product = 1L;
        foreach (var dim in dims)
        {
            if (dim < 0)
                throw new RefusedException(RefusalReason.Malformed, $"{what} has a negative dimension");
            // A zero dimension makes an empty tensor, whatever the others claim; the others are still bounded.
            product = Math.Max(product, 1);
            if (dim > 0 && product > limits.MaxElements / dim)
                throw new RefusedException(
                    RefusalReason.TooLarge,
                    string.Create(CultureInfo.InvariantCulture, $"{what} asks for more than the allowed {limits.MaxElements} elements")
                );
            product *= Math.Max(dim, 1);
        }

        return dims.Contains(0) ? 0 : product;
    }

    private static string Call(string name, string where) => name.Length > 0 ? $"tensor '{name}' ({where})" : where;

    private static RefusedException External(string what) =>
        new(
            RefusalReason.ExternalData,
            $"{what} keeps its data outside the file, which is not allowed: export the model with all data inside"
        );

    private static List<long> Raw(ReadOnlySpan<byte> bytes)
    {
        var values = new List<long>(bytes.Length / sizeof(long));
        for (; bytes.Length >= sizeof(long); bytes = bytes[sizeof(long)..])
            values.Add(BinaryPrimitives.ReadInt64LittleEndian(bytes));
        return values;
    }
}
