using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;

namespace StreamScoring.Pipeline.Workers;

/// <summary>A running pipeline: worker threads over one log, scoring with the newest active set.</summary>
public sealed class PipelineHost : IDisposable
{
    private readonly Worker[] _workers;
    private readonly Thread[] _threads;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Exception> _failures = [];
    private readonly CountdownEvent _ended;
    private readonly ActiveSets _sets;
    private readonly IPipelineObserver _observer;
    private volatile bool _untilEnd;

    /// <summary>
    /// Makes the topics that are missing and joins the group with as many members as there are workers; <see cref="Start"/> lets them run.
    /// Throws <see cref="LogException"/> when the events topic does not exist or topics are not co-partitioned.
    /// </summary>
    public PipelineHost(ILog log, ActiveSets sets, PipelineOptions options)
    {
        _sets = sets;
        _observer = options.Observer;
        var settings = options.Settings;
        var partitions = log.PartitionCount(settings.Topics.Events);
        if (partitions == 0)
            throw new LogException($"topic '{settings.Topics.Events}' does not exist; make it first, or name another under topics.events");
        var context = new LaneContext(options, partitions);
        foreach (var topic in OutputTopics(context))
            log.EnsureTopic(new TopicSpec(topic, partitions));
        _workers = Join(log, sets, context);
        _ended = new CountdownEvent(_workers.Length);
        _threads = [.. _workers.Select((w, n) => new Thread(() => Guard(w, n)) { Name = $"worker-{n}", IsBackground = true })];
    }

    /// <summary>Starts the workers.</summary>
    public void Start()
    {
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Lets the workers end by themselves once everything in the log is scored and committed.</summary>
    public void StopAtEnd() => _untilEnd = true;

    /// <summary>Asks the workers to finish their batch, commit and end.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Changes the active set, in each partition at a commit, without losing or repeating an event.</summary>
    public void SwitchTo(ActiveSet next) => _sets.Activate(next);

    /// <summary>Waits for the workers to end. Throws what ended one of them, if anything did.</summary>
    public void Wait()
    {
        foreach (var thread in _threads)
            thread.Join();
        lock (_failures)
        {
            if (_failures.Count == 1)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failures[0]);
            if (_failures.Count > 1)
                throw new AggregateException(_failures);
        }
    }

    /// <summary>Waits for the workers to end, at most so long. Returns whether they have.</summary>
    public bool WaitFor(TimeSpan time) => _ended.Wait(time);

    /// <summary>Stops, waits, and frees everything.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (var thread in _threads.Where(t => t.ThreadState != ThreadState.Unstarted && t.IsAlive))
            thread.Join();
        foreach (var worker in _workers)
            worker.Dispose();
        _stop.Dispose();
        _ended.Dispose();
    }

    private static Worker[] Join(ILog log, ActiveSets sets, LaneContext context)
    {
        var finish = new FinishLine(context.Options.Workers);
        var joined = new List<Worker>();
        try
        {
            while (joined.Count < context.Options.Workers)
                joined.Add(new Worker(joined.Count, context, sets, log, finish));
            return [.. joined];
        }
        catch
        {
            // Members that nobody runs would keep partitions from others.
            joined.ForEach(w => w.Dispose());
            throw;
        }
    }

    private static IEnumerable<string> OutputTopics(LaneContext context)
    {
        var topics = context.Settings.Topics;
        if (context.Rekeys)
            yield return topics.Rekeyed;
        yield return topics.Scores;
        yield return topics.DeadLetters;
        yield return topics.Borders;
        if (topics.Features.Length > 0)
            yield return topics.Features;
    }

    private void Guard(Worker worker, int number)
    {
        try
        {
            worker.Run(() => _untilEnd, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested) { }
        catch (Exception e)
        {
            // One worker's end ends the others: half a pipeline that looks alive is worse than none.
            lock (_failures)
                _failures.Add(e);
            _observer.Failed(number, e);
            _stop.Cancel();
        }
        finally
        {
            _ended.Signal();
        }
    }
}
