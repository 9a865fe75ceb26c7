using Confluent.Kafka;

namespace StreamScoring.Kafka.Producing;

/// <summary>
/// Sends a group's offsets into a producer's transaction, on a thread of its own, because the client's call may never come back: until
/// librdkafka issue 5456 is mended it ignores its time limit while
/// the group's coordinator is away. One that did not come back is left behind together with its producer, of which it disposes when it does.
/// </summary>
internal sealed class OffsetSender : IDisposable
{
    private const int Asked = 1;
    private const int Answered = 2;
    private const int LeftBehind = 3;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly SemaphoreSlim _asked = new(0);
    private readonly SemaphoreSlim _answered = new(0);
    private readonly Thread _thread;
    private Call? _call;
    private Exception? _failure;
    private int _state;

    public OffsetSender(IProducer<byte[]?, byte[]?> producer)
    {
        _producer = producer;
        _thread = new Thread(Run) { Name = "kafka-offsets", IsBackground = true };
        _thread.Start();
    }

    /// <summary>
    /// Returns false when there was no answer within <paramref name="limit"/>: nothing may be asked of this sender or its producer any
    /// more. Throws what the client throws.
    /// </summary>
    public bool TrySend(IEnumerable<TopicPartitionOffset> offsets, IConsumerGroupMetadata group, TimeSpan attempt, TimeSpan limit)
    {
        _call = new Call(offsets, group, attempt);
        _state = Asked;
        _asked.Release();
        if (!_answered.Wait(limit))
        {
            if (Interlocked.CompareExchange(ref _state, LeftBehind, Asked) == Asked)
                return false;
            _answered.Wait();
        }

        return _failure is { } failure ? throw failure : true;
    }

    /// <summary>Ends the thread. Not to be called on one that did not answer.</summary>
    public void Dispose()
    {
        _call = null;
        _asked.Release();
        _thread.Join();
        _asked.Dispose();
        _answered.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _asked.Wait();
            if (_call is not { } call)
                return;
            _failure = null;
            try
            {
                _producer.SendOffsetsToTransaction(call.Offsets, call.Group, call.Attempt);
            }
            catch (Exception e)
            {
                _failure = e;
            }

            if (Interlocked.CompareExchange(ref _state, Answered, Asked) == LeftBehind)
            {
                _producer.Dispose();
                return;
            }

            _answered.Release();
        }
    }

    private sealed record Call(IEnumerable<TopicPartitionOffset> Offsets, IConsumerGroupMetadata Group, TimeSpan Attempt);
}
