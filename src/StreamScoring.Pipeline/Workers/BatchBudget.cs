using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Pipeline.Workers;

/// <summary>
/// Keeps batches as small as their time asks for: one that took longer than the budget makes the next one as much smaller, quick ones let
/// them grow again, to what is set. How events are batched changes no score.
/// </summary>
internal sealed class BatchBudget(RecordBatch records, PipelineSettings settings)
{
    private const long NsPerMs = 1_000_000;
    private readonly long _budgetNs = settings.BatchBudgetMs * NsPerMs;

    /// <summary>The batch took so long.</summary>
    public void Spent(long ns)
    {
        if (ns > _budgetNs)
            // Half of what would have fitted: it may have been an easy one.
            records.Capacity = (int)Math.Clamp(records.Count * _budgetNs / ns / 2, 1, records.Capacity);
        else if (records.Capacity < settings.BatchSize && ns < _budgetNs / 4 && records.Count == records.Capacity)
            records.Capacity = Math.Min(records.Capacity * 2, settings.BatchSize);
    }
}
