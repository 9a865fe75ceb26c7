using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Checking;

namespace StreamScoring.Decisioning.Planning;

/// <summary>What expressions of a rule set can refer to.</summary>
internal static class RuleTypes
{
    /// <summary>The name of the current event.</summary>
    public const string Event = "event";

    /// <summary>The name of the offer, where one is looked at.</summary>
    public const string Offer = "offer";

    /// <summary>For segments, placements and experiments; with the offer, for eligibility and formulas.</summary>
    public static ExpressionSchema Schema(RuleSetDocument document, PlanningContext context, bool withOffer)
    {
        var contexts = new Dictionary<string, ExpressionType>(StringComparer.Ordinal) { [Event] = context.Schemas.Event };
        if (withOffer)
            contexts[Offer] = OfferType(document);
        return new()
        {
            Root = context.Schemas.Profile,
            Event = context.Schemas.Event,
            Contexts = contexts,
            Services = context.Services,
            Tables = document.Tables.ToDictionary(t => t.Name, RowType, StringComparer.Ordinal),
        };
    }

    private static ExpressionType RowType(LookupTable table) =>
        table.Fields is null
            ? ExpressionType.Any
            : ExpressionType.Object(table.Name, table.Fields.ToDictionary(f => f.Key, f => Of(f.Value), StringComparer.Ordinal));

    private static ExpressionType OfferType(RuleSetDocument document)
    {
        var attributes = new Dictionary<string, ExpressionType>(StringComparer.Ordinal);
        foreach (var (name, value) in document.Offers.SelectMany(o => o.Attributes))
        {
            var type = Of(value);
            attributes[name] = attributes.TryGetValue(name, out var other) && other.Kind != type.Kind ? ExpressionType.Any : type;
        }

        return ExpressionType.Object(
            Offer,
            new Dictionary<string, ExpressionType>(StringComparer.Ordinal)
            {
                ["id"] = ExpressionType.Text,
                ["name"] = ExpressionType.Text,
                ["priority"] = ExpressionType.Number,
                ["tags"] = ExpressionType.List(ExpressionType.Text),
                ["attributes"] = ExpressionType.Object("attributes of offers", attributes),
            }
        );
    }

    private static ExpressionType Of(DocumentScalar value) =>
        value.ScalarKind switch
        {
            ScalarKind.Boolean => ExpressionType.Boolean,
            ScalarKind.Integer or ScalarKind.Float => ExpressionType.Number,
            _ => ExpressionType.Text,
        };

    private static ExpressionType Of(ColumnType type) =>
        type switch
        {
            ColumnType.Boolean => ExpressionType.Boolean,
            ColumnType.Text => ExpressionType.Text,
            ColumnType.Timestamp => ExpressionType.Time,
            _ => ExpressionType.Number,
        };
}
