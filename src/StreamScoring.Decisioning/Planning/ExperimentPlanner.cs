using System.Collections.Immutable;
using System.Globalization;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Documents;

namespace StreamScoring.Decisioning.Planning;

/// <summary>Plans the experiments, and refuses those that stand in one another's way.</summary>
internal sealed class ExperimentPlanner(RuleSetDocument document, RuleNames names, ExpressionPlanner expressions, DocumentErrors errors)
{
    public IReadOnlyList<PlannedExperiment> Plan()
    {
        var planned = document.Experiments.Select(Plan).ToList();
        for (var i = 0; i < document.Experiments.Count; i++)
        {
            for (var k = 0; k < i; k++)
                Conflict(document.Experiments[k], document.Experiments[i]);
        }

        foreach (var layer in document.Layers.Where(l => !document.Experiments.Any(e => e.Layer == l.Id)))
            errors.Warn(layer.Source, $"no experiment stands in layer '{layer.Id}'");
        return planned;
    }

    private PlannedExperiment Plan(ExperimentRule experiment)
    {
        names.FindAll(names.Placements, experiment.Placements, "placement", experiment.Source, "placements");
        var layer = experiment.Layer is { } id ? names.Find(names.Layers, id, "layer", experiment.Source["layer"]!) : -1;
        Weights(experiment);
        return new(
            experiment,
            layer < 0 ? null : document.Layers[layer],
            expressions.Condition(experiment.When),
            [.. experiment.Arms.Select(a => names.FindAll(names.Strategies, a.Strategies, "strategy", a.Source, "strategies"))]
        );
    }

    private void Weights(ExperimentRule experiment)
    {
        var sum = experiment.Arms.Sum(a => (long)a.Weight);
        if (experiment.Arms.Count < 2)
            return;
        if (sum <= 0)
            errors.Add(experiment.Source["arms"]!, "all arms weigh 0, so nobody can be given one");
        else if (sum % 100 != 0)
            errors.Warn(
                experiment.Source["arms"]!,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the weights add up to {sum}, which is no 100 %; they are taken as shares of that"
                )
            );
        foreach (var arm in experiment.Arms.Where(a => sum > 0 && a.Weight == 0))
            errors.Warn(arm.Source, $"nobody is given arm '{arm.Name}': it weighs 0");
    }

    // Who is in two experiments at once would be decided for twice.
    private void Conflict(ExperimentRule earlier, ExperimentRule later)
    {
        if (!InDateTogether(earlier, later))
            return;
        if (earlier.Layer is not null && earlier.Layer == later.Layer)
        {
            if (earlier.RangeFrom < later.RangeTo && later.RangeFrom < earlier.RangeTo)
                errors.Add(
                    later.Source,
                    $"experiments '{earlier.Id}' and '{later.Id}' of layer '{later.Layer}' want the same people at the same time: give them ranges that do not overlap, such as [0, 0.5] and [0.5, 1]"
                );
            return;
        }

        if (later.Placements.FirstOrDefault(p => earlier.Placements.Contains(p, StringComparer.Ordinal)) is { } shared)
            errors.Add(
                RuleNames.NodeOf(later.Source, "placements", shared),
                $"experiments '{earlier.Id}' and '{later.Id}' both decide in placement '{shared}' at the same time: put them into one layer, with ranges that do not overlap"
            );
    }

    private static bool InDateTogether(ExperimentRule a, ExperimentRule b) =>
        (a.FromNs ?? long.MinValue) < (b.UntilNs ?? long.MaxValue) && (b.FromNs ?? long.MinValue) < (a.UntilNs ?? long.MaxValue);
}
