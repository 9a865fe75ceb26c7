namespace StreamScoring.Events.Wire.Avro;

/// <summary>The growing parts of a program.</summary>
internal sealed class ProgramWriter
{
    private const int MaxOps = 1 << 17;

    private readonly List<Op> _ops = [];
    private readonly Dictionary<string, int> _paths = new(StringComparer.Ordinal);
    private int _marks;
    private int _keys;

    public List<int> Jumps { get; } = [];

    public List<int> Lists { get; } = [];

    public List<MapPlan> Maps { get; } = [];

    public List<VectorPlan> Vectors { get; } = [];

    public List<AvroType> Types { get; } = [];

    /// <summary>Where the next step goes.</summary>
    public int Position => _ops.Count;

    /// <summary>Adds a step; returns where it stands. Throws <see cref="InvalidDataException"/> when the program grows too large.</summary>
    public int Emit(OpCode code, string path, byte isNull = Op.Always, int depth = 0, int a = 0, int b = 0)
    {
        if (_ops.Count >= MaxOps)
            throw new InvalidDataException($"it unfolds into more than {MaxOps} steps");
        if (!_paths.TryGetValue(path, out var pathIndex))
            _paths.Add(path, pathIndex = _paths.Count);
        _ops.Add(
            new Op
            {
                Code = code,
                Null = isNull,
                Depth = (byte)depth,
                Next = _ops.Count + 1,
                A = a,
                B = b,
                Path = pathIndex,
            }
        );
        return _ops.Count - 1;
    }

    /// <summary>Says that the step at <paramref name="position"/>, with its body, ends here.</summary>
    public void End(int position)
    {
        var op = _ops[position];
        op.Next = _ops.Count;
        _ops[position] = op;
    }

    /// <summary>Sets a step's first operand.</summary>
    public void SetA(int position, int a)
    {
        var op = _ops[position];
        op.A = a;
        _ops[position] = op;
    }

    /// <summary>A mark of its own.</summary>
    public int NewMark() => _marks++;

    /// <summary>The number of the first of <paramref name="count"/> map keys.</summary>
    public int NewKeys(int count)
    {
        var first = _keys;
        _keys += count;
        return first;
    }

    public AvroProgram ToProgram() =>
        new()
        {
            Ops = [.. _ops],
            Jumps = [.. Jumps],
            Lists = [.. Lists],
            Maps = [.. Maps],
            Vectors = [.. Vectors],
            Types = [.. Types],
            Paths = [.. _paths.OrderBy(p => p.Value).Select(p => p.Key)],
            Marks = _marks,
            Keys = _keys,
        };
}
