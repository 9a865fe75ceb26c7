using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.History;

/// <summary><c>inSegment(id)</c>: whether some namespace of the memberships has the id as realized (entering) or existing (staying).</summary>
internal sealed class InSegmentNode(Node id) : TestNode
{
    private static readonly FieldName Memberships = new("segmentMembership");
    private static readonly FieldName Status = new("status");

    public override bool Test(Evaluator e)
    {
        var memberships = e.Input.Segments.IsNull ? e.Field(e.Input.Root, Memberships) : e.Input.Segments;
        if (memberships.Kind < ValueKind.Map || id.Evaluate(e) is not { IsNull: false } wanted)
            return false;
        for (var i = 0; i < memberships.Count && e.Step(); i++)
        {
            var status = e.Field(Reading.Lookups.ByKey(e, memberships.Entry(i), wanted), Status);
            if (status.Kind == ValueKind.Text && (status.Utf8.SequenceEqual("realized"u8) || status.Utf8.SequenceEqual("existing"u8)))
                return true;
        }

        return false;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        meter.AddField(meter.Data);
        meter.Compare(meter.Data, id.Cost(meter), 2);
        meter.Add(meter.Data.All);
        return meter.Scalar;
    }
}
