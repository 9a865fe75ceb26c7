using StreamScoring.Events;
using StreamScoring.Expressions.Values;
using StreamScoring.State;

namespace StreamScoring.Decisioning.History;

/// <summary>
/// A key's stored events and the current one, as expressions see them: <c>xEvent</c>, a list in order of arrival with the current event last. One a lane, reused; nothing
/// is copied before a rule asks for the list, and nothing is allocated once the buffers have grown. Objects of which no field has a value are null; of an array more
/// than <see cref="HistoryLimits.MaxItems"/> items are not seen.
/// </summary>
/// <remarks>Open, evaluate, then <see cref="Append"/>. What it gave is valid until it is opened again.</remarks>
public sealed class EventHistory : ValueSource
{
    private const int WholeList = -1;
    private readonly HistorySpec _spec;
    private readonly HistoryLimits _limits;
    private readonly int _slot;
    private readonly int _itemPlaces;
    private readonly ColumnReader _current;
    private readonly RecordReader _stored;
    private readonly RecordWriter _writer;
    private readonly Value[] _names;
    private byte[] _bytes = new byte[1024];
    private int[] _starts = new int[64];
    private long[] _timesNs = new long[64];
    private int _storedCount;
    private bool _isLoaded;
    private bool _hasCurrent;
    private KeyedState? _state;
    private int _entry;

    /// <summary>
    /// The history of a spec. Throws <see cref="KeyNotFoundException"/> when the layout lacks its definition (a spec without a window needs none), and
    /// <see cref="ArgumentException"/> when fields and limits together ask for more places than can be numbered.
    /// </summary>
    public EventHistory(HistorySpec spec, StateLayout layout, HistoryLimits limits)
    {
        limits.Check();
        _spec = spec;
        _limits = limits;
        _slot = spec.WindowNs == 0 ? -1 : layout.SlotOf(spec.Definition);
        _itemPlaces = limits.MaxItems + 1;
        if ((limits.MaxEvents + 1L) * spec.Tree.Count * _itemPlaces > int.MaxValue)
            throw new ArgumentException("fields, events and items are too many together: lower a limit of the history", nameof(limits));
        _current = new ColumnReader(spec, limits.MaxItems);
        _stored = new RecordReader(spec.Format);
        _writer = new RecordWriter(spec.Format, limits.MaxItems);
        _names = [.. Enumerable.Range(0, spec.Tree.Count).Select(i => Value.Text(spec.Tree[i].Name))];
    }

    /// <summary>The events as a list, the current one last.</summary>
    public Value Events
    {
        get
        {
            Load();
            return Value.List(this, WholeList, Count);
        }
    }

    /// <summary>The current event; null when opened without one.</summary>
    public Value Current => _hasCurrent ? Value.Object(this, Handle(CurrentIndex, 0, 0), _spec.Tree[0].Children.Count) : default;

    /// <summary>The times of <see cref="Events"/>, ns since the epoch, in the same order.</summary>
    public ReadOnlySpan<long> TimesNs
    {
        get
        {
            Load();
            return _timesNs.AsSpan(0, Count);
        }
    }

    private int Count => _storedCount + (_hasCurrent ? 1 : 0);

    // A place of its own, so that the current event can be had without loading the others.
    private int CurrentIndex => _limits.MaxEvents;

    /// <summary>Opens the view on a key's stored events and the event of a row. Entry -1 (no identity) has the row only.</summary>
    public void Open(KeyedState state, int entry, EventBatch batch, int row)
    {
        Open(state, entry);
        _current.Open(batch, row);
        _hasCurrent = true;
    }

    /// <summary>Opens the view on a key's stored events, between two events of the key.</summary>
    public void Open(KeyedState state, int entry)
    {
        _state = state;
        _entry = entry;
        _storedCount = 0;
        _isLoaded = _hasCurrent = false;
    }

    /// <summary>Stores the current event, as far as the spec needs it. The view stays as it is until it is opened again.</summary>
    public void Append()
    {
        if (!_hasCurrent || _slot < 0 || _entry < 0)
            return;
        // What was asked for before must not change with the state.
        Load();
        EventSection.Append(_state!, _entry, _slot, _writer.Write(_current), _spec, _limits);
    }

    /// <summary>Whether events from <paramref name="sinceNs"/> on may have been let go of this key.</summary>
    public bool IsIncomplete(long sinceNs)
    {
        var section = _slot < 0 || _entry < 0 ? default : _state!.Read(_entry, _slot);
        return EventSection.LetGoNs(section) is > long.MinValue and var letGoNs && letGoNs >= sinceNs;
    }

    /// <inheritdoc/>
    public override Value Item(in Value list, int index)
    {
        if (list.Handle == WholeList)
            return Value.Object(this, Handle(index < _storedCount ? index : CurrentIndex, 0, 0), _spec.Tree[0].Children.Count);
        var (number, node, _) = Parts(list.Handle);
        var place = _spec.Tree[node];
        return place.IsValue
            ? Reader(number).Item(place.Field, index)
            : Value.Object(this, Handle(number, node, index + 1), place.Children.Count);
    }

    /// <inheritdoc/>
    public override Value Key(in Value map, int index) => _names[_spec.Tree[Parts(map.Handle).Node].Children[index]];

    /// <inheritdoc/>
    public override Value Entry(in Value map, int index)
    {
        var (number, node, item) = Parts(map.Handle);
        return Child(number, _spec.Tree[node].Children[index], item);
    }

    /// <inheritdoc/>
    public override Value Field(in Value map, FieldName name)
    {
        var (number, node, item) = Parts(map.Handle);
        var names = _spec.Tree[node].Names;
        var wanted = name.Utf8;
        for (var i = 0; i < names.Length; i++)
        {
            if (wanted.SequenceEqual(names[i]))
                return Child(number, _spec.Tree[node].Children[i], item);
        }

        return default;
    }

    private Value Child(int number, int node, int item)
    {
        var place = _spec.Tree[node];
        var reader = Reader(number);
        if (place.Field == FieldTree.TimeField)
            return Value.Time(reader.TimeNs);
        if (place.IsList)
            return reader.IsNull(place.FirstField) ? default : Value.List(this, Handle(number, node, 0), reader.Items(place.FirstField));
        if (place.IsValue)
            return item > 0 ? reader.Item(place.Field, item - 1) : reader.Scalar(place.Field);
        return IsThere(reader, place, item) ? Value.Object(this, Handle(number, node, item), place.Children.Count) : default;
    }

    private static bool IsThere(FieldReader reader, FieldTree.Node place, int item)
    {
        for (var field = place.FirstField; field <= place.LastField; field++)
        {
            if (!reader.IsNull(field) && (item == 0 || !reader.Item(field, item - 1).IsNull))
                return true;
        }

        return false;
    }

    private FieldReader Reader(int number)
    {
        if (number == CurrentIndex)
            return _current;
        _stored.Open(_bytes, _starts[number]);
        return _stored;
    }

    private int Handle(int number, int node, int item) => (((number * _spec.Tree.Count) + node) * _itemPlaces) + item;

    private (int Number, int Node, int Item) Parts(int handle)
    {
        var (rest, item) = Math.DivRem(handle, _itemPlaces);
        var (number, node) = Math.DivRem(rest, _spec.Tree.Count);
        return (number, node, item);
    }

    private void Load()
    {
        if (_isLoaded)
            return;
        _isLoaded = true;
        var records = _slot < 0 || _entry < 0 ? default : EventSection.Records(_state!.Read(_entry, _slot));
        if (records.Length > _bytes.Length)
            _bytes = new byte[Math.Max(records.Length, _bytes.Length * 2)];
        records.CopyTo(_bytes);
        for (var at = 0; at < records.Length; at += EventSection.Length(records[at..]))
        {
            if (_storedCount + 1 >= _starts.Length)
            {
                Array.Resize(ref _starts, _starts.Length * 2);
                Array.Resize(ref _timesNs, _timesNs.Length * 2);
            }

            _starts[_storedCount] = at;
            _timesNs[_storedCount++] = EventSection.TimeNs(records[at..]);
        }

        if (_hasCurrent)
            _timesNs[_storedCount] = _current.TimeNs;
    }
}
