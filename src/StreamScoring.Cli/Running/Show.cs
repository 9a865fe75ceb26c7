using System.Globalization;
using StreamScoring.Cli.Commands;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Explaining;
using StreamScoring.Cli.Showing;
using StreamScoring.EmbeddedLog;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Cli.Running;

/// <summary>The show: history first, then the play at its pace, with a view over it; ends when everything is scored and committed, or when interrupted.</summary>
internal sealed class Show(AppConfiguration config, PlaySettings play, OutputKind kind)
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _timer = TimeProvider.System;
    private readonly ShowClock _clock = new();
    private readonly LatencyWindow _latencies = new();

    // Where people look; programs that ask for JSON get the summary alone on standard output.
    private readonly TextWriter _out = kind == OutputKind.Json ? Console.Error : Console.Out;

    /// <summary>Runs it. Returns the exit code.</summary>
    public int Run()
    {
        using var interruption = new Interruption();
        try
        {
            return Run(interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            _out.WriteLine("stopped before anything was played");
            return ExitCode.Fine;
        }
    }

    private int Run(CancellationToken stop)
    {
        using var services = ServiceLoader.Load(config, _timer, stop);
        if (services is null)
            return ExitCode.WrongUse;
        using var log = Open(stop);
        log.EnsureTopic(new TopicSpec(config.Pipeline.Topics.Events, config.LogPartitions));
        var explanations = services
            .Services.Select(s => (s.Name, Explanation: LocalExplanation.Of(s.Plan)))
            .Where(e => e.Explanation is not null)
            .ToDictionary(e => e.Name, e => e.Explanation!, StringComparer.Ordinal);
        try
        {
            var times = new FeedTimes(_timer, _latencies);
            var statistics = new RunStatistics(times, config.Pipeline.Topics.Events, explanations, _timer);
            if (services.Set.Rules is not null && play.Profiles is { } profiles)
                SampleProfiles.Feed(log, config, profiles);
            using var feeder = new SampleFeeder(log, config, play, _clock, times);
            return Run(services, log, feeder, times, statistics, stop);
        }
        finally
        {
            foreach (var explanation in explanations.Values)
                explanation.Dispose();
        }
    }

    private int Run(
        LoadedServices services,
        EmbeddedLog.EmbeddedLog log,
        SampleFeeder feeder,
        FeedTimes times,
        RunStatistics statistics,
        CancellationToken stop
    )
    {
        using var metrics = new PipelineMetrics();
        var options = new PipelineOptions(
            config.Pipeline,
            config.Group,
            ScoreJob.Schemas(config),
            _clock,
            new CompositeObserver(statistics, metrics)
        )
        {
            Limits = config.Limits,
            Identity = config.Identity,
            Workers = config.Workers,
        };
        services.Catalog.Publish(services.Set);
        var sets = new ActiveSets(services.Set, hash => services.Catalog.Load(hash, out _));
        using var control = new ControlFeed(log, config.Pipeline.Topics.Control, config.Group, sets, options.Observer);
        // Graphs that are named on the command line or in the configuration are what is wanted; the bundled sample gives way to what was deployed.
        if (config.Graphs.Count == 0)
            control.Start();
        using var host = new PipelineHost(log, sets, options);
        using var player = new Player(feeder, host, play.EventsPerSecond, _timer, stop);
        Intro(log, sets, feeder.Fed);
        try
        {
            host.Start();
            LoadHistory(feeder, times, statistics, host, stop);
            if (stop.IsCancellationRequested)
                host.Stop();
            else
                Play(player, statistics, host);
            host.Wait();
        }
        catch (Exception e) when (CommandLine.IsExpected(e))
        {
            Console.Error.WriteLine($"error: {CommandLine.Message(e)}");
            return ExitCode.FoundFaults;
        }

        new RunSummary(config, play, statistics, _latencies, sets.Newest, stop.IsCancellationRequested).Print(feeder, log, kind, _out);
        return statistics.Faults > 0 || statistics.Lost > 0 ? ExitCode.FoundFaults : ExitCode.Fine;
    }

    private EmbeddedLog.EmbeddedLog Open(CancellationToken stop)
    {
        var wait = new EmbeddedLogOptions(config.LogPath).WaitForWriter;
        stop.ThrowIfCancellationRequested();
        try
        {
            return EmbeddedLog.EmbeddedLog.Open(new EmbeddedLogOptions(config.LogPath) { WaitForWriter = TimeSpan.Zero }, _timer);
        }
        catch (LogException e) when (File.Exists(Path.Combine(config.LogPath, "log.db")) && e is not CorruptRecordException)
        {
            Say($"{e.Message.Split(';')[0]}; waiting up to {wait.TotalSeconds:0} s for it");
        }

        return EmbeddedLog.EmbeddedLog.Open(new EmbeddedLogOptions(config.LogPath) { WaitForWriter = wait }, _timer);
    }

    private void Intro(EmbeddedLog.EmbeddedLog log, ActiveSets sets, long fed)
    {
        var set = sets.Newest;
        foreach (var service in set.Services)
            _out.WriteLine($"service {service.Name}, graph {service.Plan.Hash[..19]}…");
        if (set.Rules is { Rules: var rules })
            _out.WriteLine(
                $"rules   {rules.Name}, {Format.Count(rules.Segments.Count, "segment")}, {Format.Count(rules.Offers.Count, "offer")}, {rules.Hash[..19]}…"
            );
        _out.WriteLine($"events  {(play.IsSample ? "bundled sample, " + Path.GetFileName(play.File) : play.File)}");
        _out.WriteLine($"log     {config.LogPath}");
        if (fed == 0)
            return;
        Say($"going on after {fed:N0} events of an earlier run");
        var topic = config.Pipeline.Topics.Events;
        var before = Enumerable
            .Range(0, log.PartitionCount(topic))
            .Select(p => log.ReadProgress(config.Group, new TopicPartition(topic, p))?.ActiveSet)
            .OfType<string>()
            .FirstOrDefault(s => !string.Equals(s, set.Hash, StringComparison.Ordinal));
        if (before is null)
            return;
        var kept = sets.Find(before)?.Layout.Definitions ?? [];
        foreach (var service in set.Services)
        {
            var cold = service.Plan.State.Except(kept).Count();
            if (cold > 0)
                Say(
                    $"{cold} of {service.Plan.State.Count} histories of {service.Name} were not kept by the graphs of the earlier run: they start empty now"
                );
        }
    }

    private void LoadHistory(SampleFeeder feeder, FeedTimes times, RunStatistics statistics, PipelineHost host, CancellationToken stop)
    {
        var waiting = feeder.Fed - times.Total;
        if (waiting > 0)
            Say($"catching up with {waiting:N0} events that were fed and not scored");
        var left = play.History - feeder.Fed;
        if (left > 0)
            Say($"loading {left:N0} events as history");
        if (left > 0 && !feeder.FeedUpTo(play.History, stop) && !stop.IsCancellationRequested)
            Say($"the file has only {feeder.Fed:N0} events: all are history, none is left to show");
        var any = times.Total < feeder.Fed;
        while (times.Total < feeder.Fed && !stop.IsCancellationRequested && !host.WaitFor(s_step)) { }
        if (any && !stop.IsCancellationRequested)
            Say($"scored in {statistics.Elapsed.TotalSeconds:0.0} s");
    }

    private void Say(FormattableString text) => _out.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private void Play(Player player, RunStatistics statistics, PipelineHost host)
    {
        _latencies.Reset();
        statistics.BeginShow();
        using var view = RunViews.Open(kind, _out);
        using var counting = new CancellationTokenSource();
        var total = Task.Run(() => SampleFeeder.CountEvents(play.File, counting.Token));
        var rate = new Rate(_timer, statistics.Events);
        player.Start();
        bool ended;
        do
        {
            ended = host.WaitFor(view.Interval);
            view.Update(statistics.Snapshot(_clock, _latencies, rate, total.IsCompletedSuccessfully ? total.Result : null));
        } while (!ended);
        counting.Cancel();
        player.End();
    }
}
