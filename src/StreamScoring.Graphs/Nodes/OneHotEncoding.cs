using System.Text;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Graphs.Nodes.Values;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes;

/// <summary>How one column becomes its part of the vector.</summary>
internal sealed class OneHotEncoding
{
    private readonly LiteralSet _categories;
    private readonly int[] _elements;
    private readonly int _unknownElement;
    private readonly Fault? _unknownFault;

    /// <summary>Lays out the elements of a column, from <paramref name="first"/> on: the frequent categories in order without the dropped one, then that of the infrequent.</summary>
    public OneHotEncoding(
        Operand input,
        IReadOnlyList<Literal> categories,
        IReadOnlyList<Literal> infrequent,
        int drop,
        string unknown,
        int first,
        Fault unknownFault
    )
    {
        _categories = new LiteralSet(input, categories);
        _elements = new int[categories.Count];
        HashSet<string> rare = [.. infrequent.Select(TextOf)];
        var elements = new List<string>();
        for (var i = 0; i < categories.Count; i++)
        {
            _elements[i] = -1;
            if (i == drop || rare.Contains(TextOf(categories[i])))
                continue;
            _elements[i] = first + elements.Count;
            elements.Add(TextOf(categories[i]));
        }

        for (var i = 0; rare.Count > 0 && i < categories.Count; i++)
        {
            if (i != drop && rare.Contains(TextOf(categories[i])))
                _elements[i] = first + elements.Count;
        }

        _unknownElement = unknown == "infrequent_if_exist" && rare.Count > 0 ? first + elements.Count : -1;
        if (rare.Count > 0)
            elements.Add("infrequent_sklearn");
        _unknownFault = unknown == "error" ? unknownFault : null;
        Elements = elements;
    }

    /// <summary>The categories of the elements.</summary>
    public IReadOnlyList<string> Elements { get; }

    /// <summary>The element that is one, or -1; a fault when the value is unknown and that is an error.</summary>
    public int Find(Frame frame, int row, out Fault? fault)
    {
        var category = _categories.Find(frame, row);
        fault = category < 0 ? _unknownFault : null;
        return category < 0 ? _unknownElement : _elements[category];
    }

    /// <summary>A category as scikit-learn names it.</summary>
    public static string TextOf(Literal category)
    {
        if (category.Type is null)
            return "None";
        if (category.Type == ColumnType.Text)
            return Encoding.UTF8.GetString(category.Utf8);
        Span<byte> text = stackalloc byte[PythonNumbers.MaxLength];
        var length = category.Type switch
        {
            ColumnType.Boolean => PythonNumbers.Write(category.Bool, text),
            ColumnType.Int64 => PythonNumbers.Write(category.Int, text),
            _ => PythonNumbers.Write(category.Float, text),
        };
        return Encoding.UTF8.GetString(text[..length]);
    }
}

/// <summary>Writes the vectors.</summary>
internal sealed class OneHotStage<T>(OneHotEncoding[] encodings, int output, T one) : Stage
    where T : unmanaged
{
    /// <inheritdoc/>
    public override void Evaluate(Frame frame)
    {
        var target = frame.Values<T>(output);
        for (var row = 0; row < frame.Rows; row++)
        {
            var vector = target.SetVector(row);
            vector.Clear();
            foreach (var encoding in encodings)
            {
                var element = encoding.Find(frame, row, out var fault);
                if (element >= 0)
                    vector[element] = one;
                if (fault is not null)
                    frame.Faults[row] ??= fault;
            }
        }
    }
}
