using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.Tables;

/// <summary>
/// A lookup table from a file of JSON lines, one row a line. Immutable, shared by all lanes: its content is part of the rule set's revision, so its rows are valid at any
/// time.
/// </summary>
public sealed class TableFile
{
    /// <summary>The largest file that is taken, in bytes.</summary>
    public const int MaxBytes = 64 << 20;

    private const int MostProblems = 20;
    private readonly Value[] _keys;
    private readonly Value[] _rows;

    private TableFile(byte[] content, Value[] keys, Value[] rows)
    {
        (Content, _keys, _rows) = (content, keys, rows);
        Hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
    }

    /// <summary>The file's bytes.</summary>
    public byte[] Content { get; }

    /// <summary>The hash of its bytes, <c>sha256:…</c>.</summary>
    public string Hash { get; }

    /// <summary>How many rows it has.</summary>
    public int Count => _rows.Length;

    /// <summary>The rows of a file, or null after what is wrong was told to <paramref name="fail"/>, with the line; payload values are not repeated.</summary>
    public static TableFile? Read(byte[] content, LookupTable table, Action<string> fail)
    {
        if (content.Length > MaxBytes)
        {
            fail(
                Text(
                    $"the file of table '{table.Name}' has {content.Length} bytes, {MaxBytes} are taken: send its rows to a compacted topic instead"
                )
            );
            return null;
        }

        var problems = 0;
        var lines = Lines(
            content,
            table,
            (line, message) =>
            {
                if (problems++ < MostProblems)
                    fail(Text($"line {line} of table '{table.Name}': {message}"));
            },
            out var numbers
        );
        if (problems > 0)
            return null;
        var root = new JsonValues().Read(lines);
        var keys = new Value[root.Count];
        var rows = new Value[root.Count];
        var seen = new Dictionary<TableKey, int>();
        var name = new FieldName(table.Key!);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = root.Item(i);
            keys[i] = rows[i].Field(name);
            if (seen.TryAdd(TableKey.Of(keys[i])!, numbers[i]))
                continue;
            problems++;
            fail(
                Text($"line {numbers[i]} of table '{table.Name}' has the key of line {seen[TableKey.Of(keys[i])!]}: a key may stand once")
            );
            break;
        }

        return problems > 0 ? null : new TableFile(content, keys, rows);
    }

    internal Value Key(int row) => _keys[row];

    internal Value Row(int row) => _rows[row];

    // The rows as one list, so that they share their buffers.
    private static byte[] Lines(byte[] content, LookupTable table, Action<int, string> fail, out List<int> numbers)
    {
        numbers = [];
        var list = new ArrayBufferWriter<byte>(content.Length + 2);
        list.Write("["u8);
        var checkedValues = new JsonValues();
        var key = new FieldName(table.Key!);
        var rest = content.AsSpan();
        if (rest.StartsWith("\uFEFF"u8))
            rest = rest[3..];
        for (var number = 1; !rest.IsEmpty; number++)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = (end < 0 ? rest : rest[..end]).Trim(" \t\r"u8);
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.IsEmpty)
                continue;
            if (Fault(line, checkedValues, key, table) is { } fault)
            {
                fail(number, fault);
                continue;
            }

            if (numbers.Count > 0)
                list.Write(","u8);
            list.Write(line);
            numbers.Add(number);
        }

        list.Write("]"u8);
        return list.WrittenSpan.ToArray();
    }

    private static string? Fault(ReadOnlySpan<byte> line, JsonValues values, FieldName key, LookupTable table)
    {
        try
        {
            var row = values.Read(line);
            if (row.Kind != ValueKind.Object)
                return "is no JSON object";
            if (TableKey.Of(row.Field(key)) is null)
                return $"has no text or whole number in '{key.Text}', the key";
            foreach (var (name, type) in table.Fields ?? new Dictionary<string, ColumnType>(StringComparer.Ordinal))
            {
                if (!Fits(row.Field(new FieldName(name)).Kind, type))
                    return $"has no {ColumnShape.Name(type)} in '{name}'";
            }

            return null;
        }
        catch (JsonException)
        {
            return "is not JSON";
        }
    }

    private static bool Fits(ValueKind kind, ColumnType type) =>
        kind switch
        {
            ValueKind.Null => true,
            ValueKind.Boolean => type == ColumnType.Boolean,
            ValueKind.Integer => type is ColumnType.Int64 or ColumnType.Float64,
            ValueKind.Number => type == ColumnType.Float64,
            ValueKind.Text => type is ColumnType.Text or ColumnType.Timestamp,
            _ => false,
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
