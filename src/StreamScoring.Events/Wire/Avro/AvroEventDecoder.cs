using System.Globalization;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Identity;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>
/// Reads XDM events as Avro in Confluent's wire format, straight from bytes into the columns of a batch: per writer schema a program is compiled once, and running
/// it allocates nothing once columns have grown. Every event is checked to its last byte, what nobody asked for included.
/// <list type="bullet">
/// <item>A wanted property is the writer's field of that name, else the field with that alias; one that the writer lacks is null. A path step may name a map key.</item>
/// <item>A value of another kind than its column holds is a fault, never a null. int64 takes int, long, and floats and decimals without a fraction; floats take
/// every number; texts take string, enum, bytes that are UTF-8, and times as RFC 3339; timestamps take every Avro timestamp and date, RFC 3339 strings, and plain
/// int and long as ms since the epoch. A timestamp in an int64 column is ms since the epoch.</item>
/// <item>Lists and vectors as in the JSON decoder.</item>
/// </list>
/// The first problem in the order of the bytes is reported. Not thread-safe; one a lane.
/// </summary>
public sealed class AvroEventDecoder
{
    private readonly DecodeLimits _limits;
    private readonly IdentityRule _identity;
    private readonly TargetSet _targets;
    private readonly AvroPrograms _programs;
    private readonly AvroMachine _machine;

    /// <summary>A decoder for batches of that projection. Throws <see cref="ArgumentException"/> when a field's shape cannot hold what its path gives.</summary>
    public AvroEventDecoder(Projection projection, ISchemaSource schemas, DecodeLimits limits, IdentityRule? identity = null)
    {
        _limits = limits;
        _identity = identity ?? IdentityRule.Default;
        _targets = new TargetSet(projection);
        _programs = new AvroPrograms(schemas, FieldTree.Of(projection), _targets);
        _machine = new AvroMachine(_targets, limits);
    }

    /// <summary>
    /// Decodes an event into a row that was just added. Returns null, or the fault, with which the row is then marked. A fault that may be retried means that the
    /// schema source cannot be reached: the event must be decoded again later, not given up.
    /// </summary>
    /// <param name="payload">The record's value.</param>
    /// <param name="headerSchemaId">The value of the record's schema id header; empty when there is none. With it the payload has no prefix.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The row.</param>
    public Fault? Decode(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headerSchemaId, EventBatch batch, int row)
    {
        var fault = Read(payload, headerSchemaId, batch, row);
        if (fault is not null)
            batch.SetFault(row, fault);
        return fault;
    }

    private Fault? Read(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headerSchemaId, EventBatch batch, int row)
    {
        if (payload.Length > _limits.MaxEventBytes)
            return Fault.Decode(
                FaultCode.LimitExceeded,
                "",
                string.Create(CultureInfo.InvariantCulture, $"the event is longer than {_limits.MaxEventBytes} bytes")
            );
        if (!WireFrame.TryRead(payload, headerSchemaId, out var frame, out var error))
            return Fault.Decode(FaultCode.Malformed, "", error);
        if (_programs.Find(frame, out var fault) is not { } program)
            return fault;
        _targets.Aim(batch, row);
        var walk = new Walk(frame.Body, _identity);
        var end = _machine.Run(program, 0, ref walk);
        if (end < 0)
            return FaultOf(program, walk);
        if (end < frame.Body.Length)
            return Fault.Decode(
                FaultCode.Malformed,
                "",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{frame.Body.Length - end} bytes follow the event: was it written with another schema?"
                )
            );
        walk.Choice.WriteTo(batch.Identities, row);
        return batch.EventTimesNs.IsNull(row) ? Fault.Decode(FaultCode.TimeMissing, "timestamp", "the event has no timestamp") : null;
    }

    private Fault FaultOf(AvroProgram program, in Walk walk)
    {
        ref readonly var step = ref program.Ops[walk.FailedStep];
        var path = program.Paths[step.Path];
        var (code, message) = walk.Failure switch
        {
            Failure.WrongType => (FaultCode.TypeMismatch, WrongType(program, step)),
            Failure.WrongWidth => (FaultCode.TypeMismatch, WrongWidth(program, step, walk.Items)),
            _ => Failures.Describe(walk.Failure, _limits),
        };
        if (walk.Failure == Failure.BadTime && path is "timestamp" or "receivedTimestamp")
            code = FaultCode.TimeInvalid;
        return Fault.Decode(
            code,
            path,
            code == FaultCode.Malformed ? string.Create(CultureInfo.InvariantCulture, $"{message} (byte {walk.FailedAt})") : message
        );
    }

    private string WrongType(AvroProgram program, in Op step)
    {
        var found = Conversions.Name(program.Types[step.B].Kind);
        return step.A < 0
            ? $"the writer's type {found} stands where a value of another kind is read"
            : $"the writer's type {found} stands where {_targets.Shapes[step.A]} is read";
    }

    private string WrongWidth(AvroProgram program, in Op step, long items)
    {
        var shape = _targets.Shapes[program.Vectors[step.A].Target];
        return string.Create(CultureInfo.InvariantCulture, $"an array of {items} items or more stands where {shape} needs {shape.Width}");
    }
}
