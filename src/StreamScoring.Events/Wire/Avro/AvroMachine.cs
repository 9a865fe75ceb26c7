using System.Runtime.CompilerServices;
using System.Text.Unicode;
using StreamScoring.Events.Columns;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>
/// Runs programs. An interpreter and not emitted code: it is within the time aimed for, starts at once, and its bounds can be read here. Recursion follows the
/// nesting of arrays, maps and routines only, and ends at the depth limit. Not thread-safe.
/// </summary>
internal sealed class AvroMachine(TargetSet targets, DecodeLimits limits)
{
    private readonly VectorReader _vectors = new(limits);
    private AvroProgram _program = null!;
    private Op[] _ops = [];
    private int[] _marks = [];
    private bool[] _seen = [];

    /// <summary>Runs a program from <paramref name="at"/>; the place after the event, or -1 with the failure in <paramref name="walk"/>.</summary>
    public int Run(AvroProgram program, int at, ref Walk walk)
    {
        if (!ReferenceEquals(program, _program))
            Load(program);
        return Run(0, at, 0, ref walk);
    }

    private void Load(AvroProgram program)
    {
        _program = program;
        _ops = program.Ops;
        if (_marks.Length < program.Marks)
            _marks = new int[program.Marks];
        if (_seen.Length < program.Keys)
            _seen = new bool[program.Keys];
    }

    private int Run(int step, int at, int depth, ref Walk walk)
    {
        var data = walk.Data;
        var ops = _ops;
        while (true)
        {
            ref readonly var op = ref ops[step];
            if (op.Null != Op.Always)
            {
                if ((uint)at >= (uint)data.Length)
                    return Fail(ref walk, step, at, Failure.CutOff);
                var branch = data[at];
                if (branch > 2 || (branch & 1) != 0)
                {
                    var after = ReadBranch(data, at, out branch);
                    if (after < 0)
                        return Fail(ref walk, step, at, (Failure)after);
                    at = after;
                }
                else
                    at++;
                if (branch == op.Null)
                {
                    step = op.Next;
                    continue;
                }
            }

            int next;
            switch (op.Code)
            {
                case OpCode.Enter:
                    if (depth + op.Depth > limits.MaxDepth)
                        return Fail(ref walk, step, at, Failure.TooDeep);
                    step++;
                    continue;
                case OpCode.Return:
                    return at;
                case OpCode.Jump:
                    step = op.A;
                    continue;
                case OpCode.SkipText:
                    next = Spans.ReadBytes(data, at, out var text);
                    if (next >= 0 && !Utf8.IsValid(text))
                        next = (int)Failure.BadUtf8;
                    break;
                case OpCode.Read:
                    next = ValueReader.Read(_program.Types[op.B], data, at, targets.Column(op.A), targets.Rows[op.A], limits);
                    break;
                case OpCode.SkipFixed:
                    next = data.Length - at < op.A ? (int)Failure.CutOff : at + op.A;
                    break;
                case OpCode.SkipInt:
                    next = Varint.Read(data, at, out var integer);
                    if (next < 0)
                        next = (int)Failure.BadInteger;
                    else if (integer != (int)integer)
                        next = (int)Failure.IntTooLarge;
                    break;
                case OpCode.SkipLong:
                    next = Varint.Read(data, at, out _);
                    if (next < 0)
                        next = (int)Failure.BadInteger;
                    break;
                case OpCode.SkipBoolean:
                    next =
                        (uint)at >= (uint)data.Length ? (int)Failure.CutOff
                        : data[at] > 1 ? (int)Failure.BadBoolean
                        : at + 1;
                    break;
                case OpCode.SkipEnum:
                    next = Varint.Read(data, at, out var symbol);
                    if (next < 0)
                        next = (int)Failure.BadInteger;
                    else if ((ulong)symbol >= (ulong)op.A)
                        next = (int)Failure.BadSymbol;
                    break;
                case OpCode.SkipBytes:
                    next = Spans.ReadBytes(data, at, out _);
                    break;
                case OpCode.Union:
                    next = Varint.Read(data, at, out var index);
                    if (next < 0 || (ulong)index >= (ulong)op.B)
                        return Fail(ref walk, step, at, next < 0 ? Failure.BadInteger : Failure.BadBranch);
                    at = next;
                    step = _program.Jumps[op.A + (int)index];
                    continue;
                case OpCode.Array:
                    next = Array(step, at, depth, ref walk);
                    break;
                case OpCode.Map:
                    next = Map(step, at, depth, ref walk);
                    break;
                case OpCode.Call:
                    next = depth + op.Depth > limits.MaxDepth ? (int)Failure.TooDeep : Run(op.A, at, depth + op.Depth, ref walk);
                    break;
                case OpCode.Mark:
                    _marks[op.A] = next = at;
                    break;
                case OpCode.Rewind:
                    next = _marks[op.A];
                    break;
                default:
                    next = RunRare(step, at, ref walk);
                    break;
            }

            if (next < 0)
                return Fail(ref walk, step, at, (Failure)next);
            at = next;
            step = op.Next;
        }
    }

    private int RunRare(int step, int at, ref Walk walk)
    {
        var data = walk.Data;
        ref readonly var op = ref _ops[step];
        switch (op.Code)
        {
            case OpCode.SkipEmptyItems:
                return SkipEmptyItems(data, at);
            case OpCode.Vector:
                var plan = _program.Vectors[op.A];
                return _vectors.Read(plan, data, at, targets.Column(plan.Target), targets.Rows[plan.Target], out walk.Items);
            case OpCode.BeginIdentity:
                walk.Id = default;
                walk.IsPrimary = false;
                return at;
            case OpCode.IdentityId:
                return Spans.ReadText(data, at, out walk.Id);
            case OpCode.IdentityPrimary:
                if ((uint)at >= (uint)data.Length)
                    return (int)Failure.CutOff;
                walk.IsPrimary = data[at] == 1;
                return data[at] > 1 ? (int)Failure.BadBoolean : at + 1;
            case OpCode.EndIdentity:
                if (walk.Namespace.Length + 1 + walk.Id.Length > limits.MaxTextBytes)
                    return (int)Failure.TextTooLong;
                walk.Choice.Offer(walk.Namespace, walk.Id, walk.IsPrimary);
                return at;
            default:
                return (int)Failure.WrongType;
        }
    }

    private int Array(int step, int at, int depth, ref Walk walk)
    {
        ref readonly var op = ref _ops[step];
        depth += op.Depth;
        if (depth > limits.MaxDepth)
            return (int)Failure.TooDeep;
        var lists = _program.Lists.AsSpan(op.A, op.B);
        foreach (var target in lists)
            targets.List(target).Begin(targets.FirstRow);
        var items = 0L;
        while (true)
        {
            at = Blocks.ReadCount(walk.Data, at, out var count);
            if (at < 0 || count == 0)
                return at;
            if (op.B > 0 && count > limits.MaxItems - items)
                return (int)Failure.TooManyItems;
            if (op.B == 0 && count > walk.Data.Length - at)
                return (int)Failure.BadCount;
            items += count;
            for (; count > 0; count--)
            {
                foreach (var target in lists)
                    targets.Rows[target] = targets.List(target).Add(targets.FirstRow);
                at = Run(step + 1, at, depth, ref walk);
                if (at < 0)
                    return at;
            }
        }
    }

    private int Map(int step, int at, int depth, ref Walk walk)
    {
        ref readonly var op = ref _ops[step];
        depth += op.Depth;
        if (depth > limits.MaxDepth)
            return (int)Failure.TooDeep;
        var plan = _program.Maps[op.A];
        var seen = _seen.AsSpan(plan.FirstKey, plan.Keys.Length);
        seen.Clear();
        while (true)
        {
            at = Blocks.ReadCount(walk.Data, at, out var count);
            if (at < 0 || count == 0)
                return at;
            // An entry takes at least one byte, for the length of its key.
            if (count > walk.Data.Length - at)
                return (int)Failure.BadCount;
            for (; count > 0; count--)
            {
                at = Spans.ReadText(walk.Data, at, out var key);
                if (at < 0)
                    return at;
                var body = plan.OtherBody;
                for (var i = 0; i < plan.Keys.Length; i++)
                {
                    if (!key.SequenceEqual(plan.Keys[i].Key))
                        continue;
                    if (seen[i])
                        return (int)Failure.RepeatedKey;
                    seen[i] = true;
                    body = plan.Keys[i].Body;
                    break;
                }

                if (plan.IsIdentityMap)
                {
                    if (walk.Choice.Found && key.SequenceEqual(walk.Choice.Namespace))
                        return (int)Failure.RepeatedNamespace;
                    walk.Namespace = key;
                }

                at = Run(body, at, depth, ref walk);
                if (at < 0)
                    return at;
            }
        }
    }

    private int SkipEmptyItems(ReadOnlySpan<byte> data, int at)
    {
        var items = 0L;
        while (true)
        {
            at = Blocks.ReadCount(data, at, out var count);
            if (at < 0 || count == 0)
                return at;
            if (count > limits.MaxItems - items)
                return (int)Failure.TooManyItems;
            items += count;
        }
    }

    /// <summary>Reads a branch of two that is not written in one byte, or wrong; <paramref name="branch"/> is its usual byte.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadBranch(ReadOnlySpan<byte> data, int at, out byte branch)
    {
        at = Varint.Read(data, at, out var index);
        branch = (byte)(index * 2);
        if (at < 0)
            return (int)Failure.BadInteger;
        return index is 0 or 1 ? at : (int)Failure.BadBranch;
    }

    private static int Fail(ref Walk walk, int step, int at, Failure failure)
    {
        // The innermost failure is the cause; it comes back up through the steps around it.
        if (walk.Failure == Failure.None)
            (walk.Failure, walk.FailedStep, walk.FailedAt) = (failure, step, at);
        return -1;
    }
}
