using StreamScoring.Decisioning.Planning;
using StreamScoring.TestKit.Pipelines;

namespace StreamScoring.Tests.Decisioning;

/// <summary>The sample's rule set.</summary>
public static class LumaRules
{
    public static string Path => DecisionReplay.RulesPath;

    public static string Text { get; } = File.ReadAllText(Path);

    public static PlanningContext Context { get; } =
        new(
            new Dictionary<string, IReadOnlyList<string>>
            {
                ["luma-purchase"] = ["probability"],
                ["offer-appeal"] = ["cart-10-off", "express-checkout", "bestsellers"],
            }
        );

    public static RuleSetPlan Plan { get; } = RuleSetCompiler.Compile(Text, "luma.rules.yaml", Context).Require();
}
