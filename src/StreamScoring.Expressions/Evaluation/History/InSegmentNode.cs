using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.History;

/// <summary><c>inSegment(id)</c>: whether some namespace of the memberships has the id as realized (entering) or existing (staying).</summary>
internal sealed class InSegmentNode(Node id) : TestNode
{
    private static readonly FieldName Memberships = new("segmentMembership");
    private static readonly FieldName Status = new("status");

    public override bool Test(Evaluator e)
    {
        var memberships = e.Input.Segments.IsNull ? e.Input.Root.Field(Memberships) : e.Input.Segments;
        if (memberships.Kind < ValueKind.Map || id.Evaluate(e) is not { IsNull: false } wanted)
            return false;
        for (var i = 0; i < memberships.Count && e.Step(1 + memberships.Entry(i).Count); i++)
        {
            var status = Reading.Lookups.ByKey(memberships.Entry(i), wanted).Field(Status);
            if (status.Kind == ValueKind.Text && (status.Utf8.SequenceEqual("realized"u8) || status.Utf8.SequenceEqual("existing"u8)))
                return true;
        }

        return false;
    }
}
