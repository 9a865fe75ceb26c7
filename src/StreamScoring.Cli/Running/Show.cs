using Spectre.Console;
using StreamScoring.Cli.Commands;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Showing;
using StreamScoring.EmbeddedLog;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Workers;

namespace StreamScoring.Cli.Running;

/// <summary>The show: history first, then the play at its pace, with a view over it; ends when everything is scored and committed, or when interrupted.</summary>
internal static class Show
{
    private static readonly TimeSpan ViewInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    public static int Run(AppConfiguration config, PlaySettings play)
    {
        var timer = TimeProvider.System;
        using var services = ServiceLoader.Load(config, timer);
        if (services is null)
            return SharedOptions.WrongUse;
        using var log = EmbeddedLog.EmbeddedLog.Open(new EmbeddedLogOptions(config.LogPath), timer);
        log.EnsureTopic(new TopicSpec(config.Pipeline.Topics.Events, config.LogPartitions));
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };

        var clock = new ShowClock();
        var latencies = new LatencyWindow();
        var times = new FeedTimes(timer, latencies);
        var statistics = new RunStatistics(times, timer);
        using var metrics = new PipelineMetrics();
        using var feeder = new SampleFeeder(log, config.Pipeline.Topics.Events, play.File, config.Identity, config.Limits, clock, times);
        var resumed = feeder.Fed;
        var options = new PipelineOptions(
            config.Pipeline,
            config.Group,
            ScoreCommand.Schemas(config),
            clock,
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
        host.Start();
        Intro(config, sets.Newest, play, resumed);
        LoadHistory(feeder, statistics, host, play, stop.Token);
        latencies.Reset();
        statistics.BeginShow();
        Play(feeder, statistics, latencies, clock, host, play, timer, stop.Token);
        host.Wait();
        RunSummary.Print(config, play, statistics, latencies, feeder.Fed, stop.IsCancellationRequested);
        return SharedOptions.Fine;
    }

    private static void Intro(AppConfiguration config, ActiveSet set, PlaySettings play, long resumed)
    {
        foreach (var service in set.Services)
            Console.WriteLine($"service {service.Name}  graph {service.Plan.Hash[..19]}…");
        Console.WriteLine($"log {config.LogPath}  events {play.File}");
        if (resumed > 0)
            Console.WriteLine(FormattableString.Invariant($"going on after {resumed} events of an earlier run (make clean starts anew)"));
    }

    private static void LoadHistory(
        SampleFeeder feeder,
        RunStatistics statistics,
        PipelineHost host,
        PlaySettings play,
        CancellationToken stop
    )
    {
        if (feeder.Fed >= play.History)
            return;
        Console.WriteLine(FormattableString.Invariant($"loading {play.History - feeder.Fed} events as history"));
        var target = statistics.Events + play.History - feeder.Fed;
        feeder.FeedUpTo(play.History, stop);
        while (statistics.Events < target && !stop.IsCancellationRequested && !host.WaitFor(TimeSpan.FromMilliseconds(20))) { }
        Console.WriteLine(FormattableString.Invariant($"history scored in {statistics.Elapsed.TotalSeconds:0.0} s; now the show"));
    }

    private static void Play(
        SampleFeeder feeder,
        RunStatistics statistics,
        LatencyWindow latencies,
        ShowClock clock,
        PipelineHost host,
        PlaySettings play,
        TimeProvider timer,
        CancellationToken stop
    )
    {
        var console = AnsiConsole.Console;
        var live = console.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
        using IRunView view = live ? new LiveView(console) : new PlainView(Console.Out);
        var total = SampleFeeder.CountEvents(play.File);
        var feeding = new Thread(() =>
        {
            feeder.Play(play.EventsPerSecond, timer, stop);
            if (stop.IsCancellationRequested)
                host.Stop();
            else
                host.StopAtEnd();
        })
        {
            Name = "sample-feeder",
            IsBackground = true,
        };
        feeding.Start();
        var rate = new Rate(timer);
        bool ended;
        do
        {
            ended = host.WaitFor(live ? ViewInterval : PlainInterval);
            view.Update(statistics.Snapshot(clock, latencies, rate, total));
        } while (!ended);
        feeding.Join();
    }
}
