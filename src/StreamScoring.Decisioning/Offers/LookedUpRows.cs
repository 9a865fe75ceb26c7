using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.Offers;

/// <summary>Lookup tables as expressions see them, telling a decision's inputs which rows were read.</summary>
internal sealed class LookedUpRows : ValueSource
{
    private readonly DecisionInputs _inputs;
    private readonly Value[] _names;
    private readonly FieldName[] _fields;
    private readonly Value[] _tables;

    public LookedUpRows(IReadOnlyList<string> tables, DecisionInputs inputs)
    {
        _inputs = inputs;
        _names = [.. tables.Select(Value.Text)];
        _fields = [.. tables.Select(t => new FieldName(t))];
        _tables = new Value[tables.Count];
    }

    /// <summary>The tables, seen through this.</summary>
    public Value Over(in Value tables)
    {
        for (var i = 0; i < _tables.Length; i++)
            _tables[i] = tables.Field(_fields[i]);
        return Value.Object(this, -1, _tables.Length);
    }

    public override Value Item(in Value list, int index) => default;

    public override Value Key(in Value map, int index) => map.Handle < 0 ? _names[index] : _tables[map.Handle].Key(index);

    public override Value Entry(in Value map, int index)
    {
        if (map.Handle < 0)
            return _tables[index].IsNull ? default : Value.Object(this, index, _tables[index].Count);
        var row = _tables[map.Handle].Entry(index);
        _inputs.AddRow(row);
        return row;
    }

    public override Value Field(in Value map, FieldName name)
    {
        if (map.Handle < 0)
            return base.Field(map, name);
        var row = _tables[map.Handle].Field(name);
        _inputs.AddRow(row);
        return row;
    }
}
