namespace StreamScoring.Events.Wire.Avro;

/// <summary>How large types are, on the wire and as steps, where records may refer to themselves.</summary>
internal sealed class TypeSizes
{
    private const int MostInlinedSteps = 24;

    private readonly Dictionary<AvroType, int> _steps = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<AvroType> _recursive = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<AvroType, bool> _empty = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether skipping the record is better a routine than written out: it is large, or it comes back to itself.</summary>
    public bool NeedsRoutine(AvroType record)
    {
        var steps = StepsOf(record);
        return _recursive.Contains(record) || steps > MostInlinedSteps;
    }

    /// <summary>Whether values take no bytes at all, so that only a limit bounds how many an array can claim.</summary>
    public bool IsEmpty(AvroType type)
    {
        switch (type.Kind)
        {
            case AvroKind.Null:
                return true;
            case AvroKind.Fixed or AvroKind.DecimalFixed:
                return type.Size == 0;
            case AvroKind.Record:
                if (_empty.TryGetValue(type, out var known))
                    return known;
                // A record that holds only itself has no bytes either.
                _empty[type] = true;
                return _empty[type] = type.Fields.TrueForAll(f => IsEmpty(f.Type));
            default:
                return false;
        }
    }

    private int StepsOf(AvroType type)
    {
        switch (type.Kind)
        {
            case AvroKind.Array or AvroKind.Map:
                return 2 + StepsOf(type.Item!);
            case AvroKind.Union:
                return 2 + type.Branches.Sum(StepsOf);
            case AvroKind.Record:
                break;
            default:
                return 1;
        }

        if (_steps.TryGetValue(type, out var known))
        {
            if (known < 0)
                _recursive.Add(type);
            return known < 0 ? 1 : Math.Min(known, MostInlinedSteps + 1);
        }

        _steps[type] = -1;
        var steps = 1L;
        foreach (var field in type.Fields)
            steps += StepsOf(field.Type);
        return _steps[type] = (int)Math.Min(steps, MostInlinedSteps + 1);
    }
}
