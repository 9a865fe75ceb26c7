using StreamScoring.Inference;
using StreamScoring.Inference.Trial;
using StreamScoring.TestKit.Onnx;
using Xunit;

namespace StreamScoring.Tests.Inference.Trial;

public sealed class HostileModelTests : IDisposable
{
    private readonly TrialHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task An_endless_loop_is_refused_for_its_processor_time()
    {
        var record = await _host.TryAsync("loop.onnx", HostileModels.EndlessLoop());
        AssertRefused(record, RefusalReason.TooSlow, "used up its 6 s of processor time");
    }

    [Fact]
    public async Task Endless_constant_folding_is_refused_while_loading()
    {
        var record = await _host.TryAsync("folding.onnx", HostileModels.EndlessFolding());
        AssertRefused(record, RefusalReason.TooSlow, "while loading the model");
    }

    [Fact]
    public async Task A_deadline_by_the_clock_ends_a_trial_that_the_processor_limit_would_let_go_on()
    {
        var path = _host.Write("loop.onnx", HostileModels.EndlessLoop());
        var trial = new ModelTrial(
            TrialHost.Command,
            TrialHost.Limits with
            {
                ProcessorSeconds = 3600,
                Deadline = TimeSpan.FromSeconds(10),
            },
            TimeProvider.System
        );
        var (record, _) = await trial.RunAsync(path, "sha256:0", CancellationToken.None);
        Assert.Equal(RefusalReason.TooSlow, record!.Refused);
        Assert.Contains("did not end within 10 s", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_division_that_traps_is_refused_as_a_crash_and_this_process_lives()
    {
        var record = await _host.TryAsync("division.onnx", HostileModels.TrappingDivision());
        AssertRefused(record, RefusalReason.Crashed, "while running rows of edge values");
        if (OperatingSystem.IsLinux())
            Assert.Contains("SIGFPE", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_division_by_the_constant_minus_one_is_refused_as_a_crash()
    {
        var record = await _host.TryAsync("constant.onnx", HostileModels.TrappingDivisionByConstant());
        AssertRefused(record, RefusalReason.Crashed, "while running rows of edge values");
        if (OperatingSystem.IsLinux())
            Assert.Contains("SIGFPE", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Eighty_five_bytes_that_ask_for_four_gigabytes_are_refused_before_loading()
    {
        var bytes = HostileModels.FourGigabytes();
        Assert.False(OnnxModel.TryLoad(bytes, "small.onnx", ModelLimits.Default, null, out _, out var refusal));
        Assert.Equal(RefusalReason.TooLarge, refusal.Reason);
        Assert.StartsWith("small.onnx: ConstantOfShape node", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gigabytes_that_show_only_when_the_model_runs_meet_the_memory_limit()
    {
        var record = await _host.TryAsync("hidden.onnx", HostileModels.HiddenGigabytes());
        AssertRefused(record, RefusalReason.TooMuchMemory, "");
    }

    [Fact]
    public async Task A_sound_model_is_accepted_with_its_batching()
    {
        var record = await _host.TryAsync("sound.onnx", SmallModels.Doubling());
        Assert.Null(record.Refused);
        Assert.Equal(BatchRule.Batched, record.Batching);
        Assert.InRange(record.PeakMemoryBytes, 1 << 20, 1L << 30);
    }

    [Fact]
    public async Task A_model_whose_rows_depend_on_their_neighbours_runs_row_by_row()
    {
        var record = await _host.TryAsync("mean.onnx", SmallModels.DeviationFromTheBatch());
        Assert.Null(record.Refused);
        Assert.Equal(BatchRule.RowByRow, record.Batching);
    }

    [Fact]
    public async Task A_model_that_takes_one_row_although_it_declares_many_runs_row_by_row()
    {
        var record = await _host.TryAsync("one.onnx", SmallModels.OneRowOnly());
        Assert.True(record.Refused is null, record.Message);
        Assert.Equal(BatchRule.RowByRow, record.Batching);
    }

    [Fact]
    public async Task A_model_that_fails_on_every_row_is_refused_with_the_node()
    {
        var record = await _host.TryAsync("fails.onnx", SmallModels.AlwaysFailing());
        AssertRefused(record, RefusalReason.AlwaysFails, "Gather");
    }

    [Fact]
    public async Task A_command_that_does_not_start_is_no_verdict()
    {
        var path = _host.Write("sound.onnx", SmallModels.Doubling());
        var trial = new ModelTrial(new TrialCommand("/no/such/program", []), TrialHost.Limits, TimeProvider.System);
        var (record, refusal) = await trial.RunAsync(path, "sha256:0", CancellationToken.None);
        Assert.Null(record);
        Assert.Equal(RefusalReason.NotTried, refusal!.Reason);
    }

    [Fact]
    public async Task A_command_that_is_another_program_is_no_verdict()
    {
        var path = _host.Write("sound.onnx", SmallModels.Doubling());
        var trial = new ModelTrial(new TrialCommand("dotnet", ["--version"]), TrialHost.Limits, TimeProvider.System);
        var (record, refusal) = await trial.RunAsync(path, "sha256:0", CancellationToken.None);
        Assert.Null(record);
        Assert.Equal(RefusalReason.NotTried, refusal!.Reason);
    }

    [Fact]
    public async Task A_file_that_is_not_the_one_asked_about_is_no_verdict()
    {
        var path = _host.Write("sound.onnx", SmallModels.Doubling());
        var (record, refusal) = await TrialHost.Trial.RunAsync(path, "sha256:0", CancellationToken.None);
        Assert.Null(record);
        Assert.Contains("changed", refusal!.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(TrialRecord record, RefusalReason reason, string words)
    {
        Assert.True(record.Refused == reason, $"{record.Refused}: {record.Message}");
        Assert.Contains(words, record.Message, StringComparison.Ordinal);
        Assert.StartsWith("any.onnx: ", record.RefusalOf("any.onnx")!.Message, StringComparison.Ordinal);
    }
}
