using System.Buffers;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Scores;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.Events.Scores;

public sealed class ScoreAllocationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encoding_allocates_nothing_once_warm(bool asAvro)
    {
        var everything = ScoreCase.OfEverything();
        var faulted = new ScoreCase(ScoreCase.Purchase);
        faulted.Batch.SetFault(
            faulted.Row,
            Fault.Decode(FaultCode.Malformed, "web", "broken in a way that takes a long message to tell, with \"quotes\" in it")
        );
        var failed = ScoreCase.OfEverything();
        failed.SetFault(1, FaultCode.ModelFailed);
        foreach (var made in new[] { everything, faulted, failed })
        {
            IScoreEncoder encoder = asAvro ? new ScoreAvroEncoder(made.Layout, 1) : new ScoreJsonEncoder(made.Layout);
            var target = new ArrayBufferWriter<byte>(64 * 1024);
            var length = Encode(made, encoder, target, 100);
            var again = 0;
            Assert.Equal(0, SteadyAllocation.Least(() => again = Encode(made, encoder, target, 10_000)));
            Assert.Equal(length, again);
        }
    }

    private static int Encode(ScoreCase made, IScoreEncoder encoder, ArrayBufferWriter<byte> target, int times)
    {
        var length = 0;
        for (var i = 0; i < times; i++)
        {
            target.ResetWrittenCount();
            encoder.Encode(target, made.Batch, made.Row, made.Position, made.Scores);
            length = target.WrittenCount;
        }

        return length;
    }
}
