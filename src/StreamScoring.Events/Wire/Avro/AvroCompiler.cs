using System.Text;
using StreamScoring.Events.Columns;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>
/// Makes the program that takes the wanted fields out of events of one writer schema. A wanted property is the field of that name, else the field with that
/// alias; a property that the writer lacks stays null. A value of a kind that has no properties is a fault where properties are wanted, and null where it is an
/// item of a list.
/// </summary>
internal sealed class AvroCompiler
{
    private const int NoTarget = -1;

    private readonly ProgramWriter _out = new();
    private readonly TypeSizes _sizes = new();
    private readonly TargetSet _targets;
    private readonly Dictionary<AvroType, int> _routines = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<(AvroType Record, string Path)> _pending = [];
    private readonly List<(int Position, AvroType Record)> _calls = [];
    private int _depth;

    private AvroCompiler(TargetSet targets) => _targets = targets;

    /// <summary>Compiles. Throws <see cref="InvalidDataException"/> when the schema unfolds into too many steps.</summary>
    public static AvroProgram Compile(AvroType schema, FieldTree wanted, TargetSet targets)
    {
        var compiler = new AvroCompiler(targets);
        compiler.Value(schema, [wanted], wanted.Path);
        compiler._out.Emit(OpCode.Return, wanted.Path);
        compiler.WriteRoutines();
        return compiler._out.ToProgram();
    }

    private void WriteRoutines()
    {
        while (_pending.TryDequeue(out var routine))
        {
            _routines[routine.Record] = _out.Position;
            _depth = 0;
            Fields(routine.Record, [], routine.Path);
            _out.Emit(OpCode.Return, routine.Path);
        }

        foreach (var (position, record) in _calls)
            _out.SetA(position, _routines[record]);
    }

    /// <summary>Writes the steps for a value that stands at the given places of the tree (none: it is skipped).</summary>
    private void Value(AvroType type, IReadOnlyList<FieldTree> places, string path, byte isNull = Op.Always)
    {
        switch (type.Kind)
        {
            case AvroKind.Null:
                return;
            case AvroKind.Union when type.Branches is [{ Kind: AvroKind.Null }, { Kind: not AvroKind.Null } value]:
                Value(value, places, path, 0);
                return;
            case AvroKind.Union when type.Branches is [{ Kind: not AvroKind.Null } value, { Kind: AvroKind.Null }]:
                Value(value, places, path, 2);
                return;
            case AvroKind.Union:
                Union(type, places, path);
                return;
        }

        var uses = UsesOf(type, places, path);
        if (uses.Count == 0)
            Skip(type, path, isNull);
        else if (uses.Count == 1)
            uses[0](isNull);
        else
            Several(uses, path, isNull);
    }

    private void Several(List<Action<byte>> uses, string path, byte isNull)
    {
        var enter = _out.Emit(OpCode.Enter, path, isNull, _depth);
        var mark = _out.NewMark();
        _out.Emit(OpCode.Mark, path, a: mark);
        for (var i = 0; i < uses.Count; i++)
        {
            if (i > 0)
                _out.Emit(OpCode.Rewind, path, a: mark);
            uses[i](Op.Always);
        }

        _out.End(enter);
    }

    private List<Action<byte>> UsesOf(AvroType type, IReadOnlyList<FieldTree> places, string path)
    {
        List<Action<byte>> uses = [];
        foreach (var place in places)
        {
            foreach (var target in place.Targets)
                uses.Add(isNull => Leaf(type, target, place.Path, isNull));
            if (place.Items is { } items)
                uses.Add(isNull => Items(type, items, place.Path, isNull));
            if (place.Role != IdentityRole.None)
                uses.Add(isNull => Identity(type, place, isNull));
        }

        IReadOnlyList<FieldTree> children = [.. places.Where(p => p.Role == IdentityRole.None).SelectMany(p => p.Children)];
        if (children.Count > 0 && type.Kind == AvroKind.Record)
            uses.Add(isNull => Record(type, children, path, isNull));
        else if (children.Count > 0 && type.Kind == AvroKind.Map)
            uses.Add(isNull => Map(type, children, path, isNull));
        else if (places.FirstOrDefault(p => p.Role == IdentityRole.None && p.Children.Count > 0 && !p.IsItem) is { } place)
            uses.Add(isNull => Read(OpCode.Mismatch, type, NoTarget, place.Path, isNull));
        return uses;
    }

    private void Skip(AvroType type, string path, byte isNull)
    {
        switch (type.Kind)
        {
            case AvroKind.Record when _sizes.IsEmpty(type):
            case AvroKind.Fixed or AvroKind.DecimalFixed when type.Size == 0:
                if (isNull != Op.Always)
                    _out.Emit(OpCode.Enter, path, isNull, _depth + 1);
                break;
            case AvroKind.Record when _sizes.NeedsRoutine(type):
                Call(type, path, isNull);
                break;
            case AvroKind.Record:
                Record(type, [], path, isNull);
                break;
            case AvroKind.Array when _sizes.IsEmpty(type.Item!):
                _out.Emit(OpCode.SkipEmptyItems, path, isNull);
                break;
            case AvroKind.Array:
                var array = _out.Emit(OpCode.Array, path, isNull, _depth + 1);
                Body(type.Item!, [], path + "[*]");
                _out.End(array);
                break;
            case AvroKind.Map:
                Map(type, [], path, isNull);
                break;
            default:
                var (code, a) = Skips.Of(type);
                _out.Emit(code, path, isNull, a: a);
                break;
        }
    }

    private void Call(AvroType record, string path, byte isNull)
    {
        if (_routines.TryAdd(record, -1))
            _pending.Enqueue((record, path));
        _calls.Add((_out.Emit(OpCode.Call, path, isNull, _depth + 1), record));
    }

    private void Record(AvroType type, IReadOnlyList<FieldTree> children, string path, byte isNull)
    {
        var enter = isNull == Op.Always ? -1 : _out.Emit(OpCode.Enter, path, isNull, _depth + 1);
        _depth++;
        Fields(type, children, path);
        _depth--;
        if (enter >= 0)
            _out.End(enter);
    }

    private void Fields(AvroType type, IReadOnlyList<FieldTree> children, string path)
    {
        var wanted = new List<FieldTree>[type.Fields.Count];
        foreach (var child in children)
        {
            var index = type.Fields.FindIndex(f => string.Equals(f.Name, child.Name, StringComparison.Ordinal));
            if (index < 0)
                index = type.Fields.FindIndex(f => f.Aliases.Contains(child.Name, StringComparer.Ordinal));
            if (index >= 0)
                (wanted[index] ??= []).Add(child);
        }

        for (var i = 0; i < wanted.Length; i++)
        {
            var field = type.Fields[i];
            Value(field.Type, wanted[i] ?? [], path.Length == 0 ? field.Name : $"{path}.{field.Name}");
        }
    }

    private void Union(AvroType type, IReadOnlyList<FieldTree> places, string path)
    {
        var count = type.Branches.Count;
        var first = _out.Jumps.Count;
        _out.Jumps.AddRange(Enumerable.Repeat(0, count));
        _out.Emit(OpCode.Union, path, a: first, b: count);
        var ends = new int[count];
        for (var i = 0; i < count; i++)
        {
            _out.Jumps[first + i] = _out.Position;
            Value(type.Branches[i], places, path);
            ends[i] = _out.Emit(OpCode.Jump, path);
        }

        foreach (var end in ends)
            _out.SetA(end, _out.Position);
    }

    private void Leaf(AvroType type, int target, string path, byte isNull)
    {
        var shape = _targets.Shapes[target];
        if (shape.Layout == ColumnLayout.Vector)
            Vector(type, target, path, isNull);
        else if (Conversions.Exists(type, shape.Type))
            Read(OpCode.Read, type, target, path, isNull);
        else
            Read(OpCode.Mismatch, type, target, path, isNull);
    }

    private void Vector(AvroType type, int target, string path, byte isNull)
    {
        var (item, itemNull) = type.Item switch
        {
            { Kind: AvroKind.Union, Branches: [{ Kind: AvroKind.Null }, var value] } => (value, (byte)0),
            { Kind: AvroKind.Union, Branches: [var value, { Kind: AvroKind.Null }] } => (value, (byte)2),
            _ => (type.Item, Op.Always),
        };
        if (type.Kind != AvroKind.Array || !Conversions.Exists(item!, _targets.Shapes[target].Type))
        {
            Read(OpCode.Mismatch, type, target, path, isNull);
            return;
        }

        _out.Vectors.Add(new VectorPlan(target, item!, itemNull));
        _out.Emit(OpCode.Vector, path, isNull, a: _out.Vectors.Count - 1);
    }

    private void Items(AvroType type, FieldTree items, string path, byte isNull)
    {
        if (type.Kind != AvroKind.Array)
        {
            Read(OpCode.Mismatch, type, items.AllTargets().First(), path, isNull);
            return;
        }

        var lists = _out.Lists.Count;
        _out.Lists.AddRange(items.AllTargets());
        var array = _out.Emit(OpCode.Array, path, isNull, _depth + 1, lists, _out.Lists.Count - lists);
        Body(type.Item!, [items], items.Path);
        _out.End(array);
    }

    private void Map(AvroType type, IReadOnlyList<FieldTree> children, string path, byte isNull)
    {
        var map = _out.Emit(OpCode.Map, path, isNull, _depth + 1);
        List<(byte[] Key, int Body)> keys = [];
        foreach (var same in children.GroupBy(c => c.Name, StringComparer.Ordinal))
        {
            keys.Add((Encoding.UTF8.GetBytes(same.Key), _out.Position));
            Body(type.Item!, [.. same], $"{path}.{same.Key}");
        }

        EndMap(map, new MapPlan([.. keys], _out.NewKeys(keys.Count), _out.Position, false), type.Item!, [], path + ".*");
    }

    private void Identity(AvroType type, FieldTree place, byte isNull)
    {
        switch (place.Role, type.Kind)
        {
            case (IdentityRole.Map, AvroKind.Map):
                var map = _out.Emit(OpCode.Map, place.Path, isNull, _depth + 1);
                EndMap(map, new MapPlan([], 0, _out.Position, true), type.Item!, [place.Identity!], place.Identity!.Path);
                break;
            case (IdentityRole.List, AvroKind.Array) when _sizes.IsEmpty(type.Item!):
                Skip(type, place.Path, isNull);
                break;
            case (IdentityRole.List, AvroKind.Array):
                var array = _out.Emit(OpCode.Array, place.Path, isNull, _depth + 1);
                Body(type.Item!, [place.Identity!], place.Identity!.Path);
                _out.End(array);
                break;
            case (IdentityRole.Item, AvroKind.Record):
                var enter = _out.Emit(OpCode.Enter, place.Path, isNull, _depth + 1);
                _out.Emit(OpCode.BeginIdentity, place.Path);
                Record(type, place.Children, place.Path, Op.Always);
                _out.Emit(OpCode.EndIdentity, place.Path);
                _out.End(enter);
                break;
            case (IdentityRole.Id, AvroKind.Text):
                _out.Emit(OpCode.IdentityId, place.Path, isNull);
                break;
            case (IdentityRole.Primary, AvroKind.Boolean):
                _out.Emit(OpCode.IdentityPrimary, place.Path, isNull);
                break;
            default:
                Read(OpCode.Mismatch, type, NoTarget, place.Path, isNull);
                break;
        }
    }

    private void EndMap(int map, MapPlan plan, AvroType other, IReadOnlyList<FieldTree> places, string path)
    {
        _out.SetA(map, _out.Maps.Count);
        _out.Maps.Add(plan);
        Body(other, places, path);
        _out.End(map);
    }

    private void Body(AvroType type, IReadOnlyList<FieldTree> places, string path)
    {
        var outer = _depth;
        _depth = 0;
        Value(type, places, path);
        _out.Emit(OpCode.Return, path);
        _depth = outer;
    }

    private void Read(OpCode code, AvroType type, int target, string path, byte isNull)
    {
        _out.Types.Add(type);
        _out.Emit(code, path, isNull, a: target, b: _out.Types.Count - 1);
    }
}
