using System.Text;
using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Pandas;

/// <summary>
/// <c>Series.str</c>: lower, strip, lstrip, rstrip, slice give text; len an integer (code points); contains, startswith, endswith true or false. A missing text stays
/// missing. <c>args</c> are pandas' own: <c>pat</c>, <c>case</c>, <c>regex</c>, <c>na</c>, <c>to_strip</c>, <c>start</c>, <c>stop</c>.
/// </summary>
internal static class Str
{
    private static readonly Dictionary<string, Action<NodeBinding, ColumnRef, string, MapReader>> Methods = new(StringComparer.Ordinal)
    {
        ["lower"] = (binding, input, name, _) => Lower(binding, input, name),
        ["strip"] = (binding, input, name, args) => Strip(binding, input, name, args, true, true),
        ["lstrip"] = (binding, input, name, args) => Strip(binding, input, name, args, true, false),
        ["rstrip"] = (binding, input, name, args) => Strip(binding, input, name, args, false, true),
        ["slice"] = Slice,
        ["len"] = (binding, input, name, _) => Length(binding, input, name),
        ["contains"] = Contains,
        ["startswith"] = (binding, input, name, args) => AtEdge(binding, input, name, args, true),
        ["endswith"] = (binding, input, name, args) => AtEdge(binding, input, name, args, false),
    };

    /// <summary>The kind.</summary>
    public static NodeKind Kind { get; } = new("Pandas", "str", ["cols", "method", "args", "into"], Bind);

    private static void Bind(NodeBinding binding)
    {
        binding.Params.RequiredNode("method", $"one of {string.Join(", ", Methods.Keys)}");
        var method = binding.Params.Choice("method", [.. Methods.Keys]);
        var args = binding.Params.Has("args")
            ? binding.Params.Section("args")
            : new MapReader(DocumentBuilding.Map(), binding.Params.Errors);
        if (PandasColumns.ReadOne(binding) is not var (input, name) || method is null || args is null)
            return;
        if (!binding.RequireScalar(input, binding.Params.Node("cols"), ColumnType.Text))
            return;
        Methods[method](binding, input, name, args);
        args.Finish();
    }

    private static void Texts(NodeBinding binding, ColumnRef input, string name, Action<Frame, int, ColumnRef> set)
    {
        var output = binding.Output(name, ColumnShape.Scalar(ColumnType.Text), input);
        binding.Stage(_ => new RowStage(
            (frame, row) =>
            {
                if (!frame[input.Slot].IsNull(row))
                    set(frame, row, output);
            }
        ));
    }

    private static void Lower(NodeBinding binding, ColumnRef input, string name) =>
        Texts(
            binding,
            input,
            name,
            (frame, row, output) =>
            {
                var text = frame.Text(input.Slot)[row];
                var target = frame.Text(output.Slot);
                target.EndSet(row, PythonText.Lower(text, target.BeginSet(row, PythonText.MaxLowerLength(text.Length))));
            }
        );

    private static void Strip(NodeBinding binding, ColumnRef input, string name, MapReader args, bool start, bool end)
    {
        if (args.Text("to_strip") is not { } characters)
        {
            Texts(
                binding,
                input,
                name,
                (frame, row, output) => frame.Text(output.Slot).Set(row, PythonText.Strip(frame.Text(input.Slot)[row], start, end))
            );
            return;
        }

        HashSet<Rune> set = [.. characters.EnumerateRunes()];
        Func<Rune, bool> isStripped = set.Contains;
        Texts(
            binding,
            input,
            name,
            (frame, row, output) => frame.Text(output.Slot).Set(row, PythonText.Strip(frame.Text(input.Slot)[row], start, end, isStripped))
        );
    }

    private static void Slice(NodeBinding binding, ColumnRef input, string name, MapReader args)
    {
        var (start, stop) = (args.Integer("start"), args.Integer("stop"));
        Texts(
            binding,
            input,
            name,
            (frame, row, output) => frame.Text(output.Slot).Set(row, PythonText.Slice(frame.Text(input.Slot)[row], start, stop))
        );
    }

    private static void Length(NodeBinding binding, ColumnRef input, string name)
    {
        var output = binding.Output(name, ColumnShape.Scalar(ColumnType.Int64));
        binding.Stage(_ => new RowStage(
            (frame, row) =>
            {
                if (!frame[input.Slot].IsNull(row))
                    frame.Values<long>(output.Slot).Set(row, PythonText.Length(frame.Text(input.Slot)[row]));
            }
        ));
    }

    private static void Contains(NodeBinding binding, ColumnRef input, string name, MapReader args)
    {
        var (pattern, isRegex, matchCase, ifMissing) = (
            args.RequiredText("pat", "the text or pattern to search"),
            args.Flag("regex") ?? true,
            args.Flag("case") ?? true,
            args.Flag("na")
        );
        if (pattern is null)
            return;
        if (TextSearch.Compile(pattern, isRegex, matchCase, out var error) is { } search)
            Tests(binding, input, name, ifMissing, search.IsIn);
        else
            binding.Fail(args.Map["pat"], error);
    }

    private static void AtEdge(NodeBinding binding, ColumnRef input, string name, MapReader args, bool atStart)
    {
        var ifMissing = args.Flag("na");
        if (args.RequiredText("pat", "the text to compare with") is not { } text)
            return;
        var utf8 = Encoding.UTF8.GetBytes(text);
        Tests(binding, input, name, ifMissing, value => atStart ? value.StartsWith(utf8) : value.EndsWith(utf8));
    }

    private delegate bool TextTest(ReadOnlySpan<byte> utf8);

    private static void Tests(NodeBinding binding, ColumnRef input, string name, bool? ifMissing, TextTest test)
    {
        var output = binding.Output(name, ColumnShape.Scalar(ColumnType.Boolean));
        binding.Stage(_ => new TestStage(
            output,
            (frame, row) => frame[input.Slot].IsNull(row) ? ifMissing : test(frame.Text(input.Slot)[row])
        ));
    }
}
