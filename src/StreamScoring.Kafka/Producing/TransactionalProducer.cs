using Confluent.Kafka;
using StreamScoring.Kafka.Settings;
using StreamScoring.Kafka.Topics;
using StreamScoring.Pipeline.Ports;
using TopicPartition = StreamScoring.Pipeline.Ports.TopicPartition;

namespace StreamScoring.Kafka.Producing;

/// <summary>
/// The client's transactions, and what becomes of each of their failures: done again by the client, given up (the worker does it again),
/// or the end, because
/// there is a successor. A producer that failed for good is replaced by a new one of the same id. Not thread-safe.
/// </summary>
internal sealed class TransactionalProducer : IDisposable
{
    private static readonly TimeSpan _attempt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longestAttempt = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _longestUnknown = TimeSpan.FromMinutes(2);
    private readonly Clients _clients;
    private readonly string _transactionalId;
    private readonly string _writerId;
    private readonly TimeProvider _time;
    private readonly TopicAdmin _topics;
    private bool _wasReplaced;
    private bool _isSilent;
    private long _unknownSince = -1;
    private IProducer<byte[]?, byte[]?>? _producer;
    private OffsetSender? _offsets;
    private bool _isReady;
    private bool _isOpen;
    private long _begun;
    private LogException? _doom;
    private FencedException? _fenced;

    public TransactionalProducer(Clients clients, TopicAdmin topics, string writerId, TimeProvider time)
    {
        _topics = topics;
        _clients = clients;
        _writerId = writerId;
        _time = time;
        var instance = clients.Settings.Options.Instance;
        _transactionalId = instance.Length > 0 ? $"{writerId}.{instance}" : writerId;
    }

    /// <summary>Whether something was produced, or should have been, since the last end.</summary>
    public bool IsOpen => _isOpen || _doom is not null;

    private TimeSpan Timeout => TimeSpan.FromMilliseconds(_clients.Settings.Options.TransactionTimeoutMs);

    /// <summary>Whether the last commit failed so that nobody here knows if the cluster took it. <see cref="TakeOver"/> has it decided.</summary>
    public bool IsOutcomeOpen { get; private set; }

    /// <summary>
    /// Takes the id over: earlier writers of it are fenced from here on, what they left open is aborted, and what they asked to commit is
    /// committed. Tries again while the cluster does not answer,
    /// at most for <paramref name="patience"/>. Throws <see cref="LogException"/>, or <see cref="OperationCanceledException"/> when told to stop.
    /// </summary>
    public void TakeOver(TimeSpan patience, CancellationToken stop)
    {
        var started = _time.GetTimestamp();
        while (Ready() is { } failure)
        {
            if (failure is not AbortedException || _time.GetElapsedTime(started) > patience)
                throw failure;
            _clients.Say(KafkaSeverity.Warning, "INIT", failure.Message);
            _clients.Rest(stop);
        }
    }

    /// <summary>
    /// Adds a record to the transaction, which begins when it has not. Never throws for what the cluster does: <see
    /// cref="ThrowIfDoomed"/> tells.
    /// </summary>
    public void Produce(TopicPartition to, Message<byte[]?, byte[]?> message)
    {
        Begin();
        while (_doom is null && _fenced is null)
        {
            try
            {
                _producer!.Produce(Names.Confluent(to), message);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull && !IsOverdue)
            {
                _producer!.Poll(TimeSpan.FromMilliseconds(10));
            }
            catch (KafkaException e)
            {
                Doom(e);
            }
        }
    }

    /// <summary>Begins a transaction when none is open.</summary>
    public void Begin()
    {
        if (_isOpen || _doom is not null || _fenced is not null)
            return;
        if (Ready() is { } failure)
        {
            _doom = failure;
            return;
        }

        try
        {
            _producer!.BeginTransaction();
            _isOpen = true;
            _begun = _time.GetTimestamp();
        }
        catch (KafkaException e)
        {
            Doom(e);
        }
    }

    /// <summary>Throws <see cref="AbortedException"/> or <see cref="FencedException"/> when the transaction cannot be committed any more.</summary>
    public void ThrowIfDoomed()
    {
        if (_fenced is not null)
            throw new FencedException(_fenced.Message, _fenced);
        if (_doom is { } doom)
            throw doom;
    }

    /// <summary>
    /// Commits with the group's offsets; waits while the cluster does not answer. Throws as <see cref="ThrowIfDoomed"/>; the caller
    /// aborts then, unless <see cref="IsOutcomeOpen"/>. Told to stop, it waits no longer
    /// than the transaction may live, and throws <see cref="LogException"/>: the next owner finds out what became of it.
    /// </summary>
    public void Commit(IReadOnlyList<TopicPartitionOffset> offsets, IConsumerGroupMetadata? group, CancellationToken stop)
    {
        ThrowIfDoomed();
        IsOutcomeOpen = false;
        if (offsets.Count > 0)
            Retrying(() => SendOffsets(offsets, group!), isSafeToGiveUp: true, stop);
        Retrying(() => _producer!.CommitTransaction(_attempt), isSafeToGiveUp: false, stop);
        _isOpen = false;
    }

    /// <summary>Gives up the transaction. Never throws: where the cluster does not answer, the next producer of the id has it aborted.</summary>
    public void Abort()
    {
        var mustAbort = _isOpen && _fenced is null;
        _isOpen = false;
        _doom = null;
        if (!mustAbort || _producer is null)
            return;
        if (_isSilent)
        {
            // Nobody answers: the next producer of the id has it aborted, once the cluster is itself again.
            Replace();
            return;
        }

        try
        {
            _producer.AbortTransaction(_attempt);
        }
        catch (KafkaException e)
        {
            _clients.Say(
                KafkaSeverity.Warning,
                e.Error.Code.ToString(),
                $"writer '{_writerId}': a transaction could not be aborted: {e.Error.Reason}"
            );
            Replace();
        }
    }

    public void Dispose()
    {
        Abort();
        Replace();
    }

    private bool IsOverdue => _isOpen && _time.GetElapsedTime(_begun) >= Timeout;

    private LogException? Ready()
    {
        if (_isReady)
            return null;
        if (_wasReplaced && !KnowsItsPartitions())
            return new AbortedException($"writer '{_writerId}': the cluster is coming back, no transaction was begun");
        try
        {
            _producer ??= _clients.Producer(_clients.Settings.Transactional(_transactionalId));
            _producer.InitTransactions(_attempt);
            (_isReady, _wasReplaced) = (true, false);
            return null;
        }
        catch (KafkaRetriableException e)
        {
            return new AbortedException($"writer '{_writerId}': the cluster did not answer, no transaction was begun: {e.Error.Reason}", e);
        }
        catch (KafkaException e)
        {
            Replace();
            return e.Error.Code is ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
                ? new LogException($"the cluster does not let this user write as '{_transactionalId}': {e.Error.Reason}", e)
                : new AbortedException($"writer '{_writerId}': no transaction was begun: {e.Error.Reason}", e);
        }
    }

    // A broker that comes back may be asked before it knows the partitions of its topics: told then to abort what the producer before
    // left open, Kafka 4.3.1 takes them for deleted, writes no markers there, and
    // calls the transaction over, which holds up every reader of them for ever. After a while one goes on regardless: a topic may really be gone.
    private bool KnowsItsPartitions()
    {
        if (_unknownSince < 0)
            _unknownSince = _time.GetTimestamp();
        if (!_topics.AllHaveLeaders() && _time.GetElapsedTime(_unknownSince) < _longestUnknown)
            return false;
        _unknownSince = -1;
        return true;
    }

    private void SendOffsets(IReadOnlyList<TopicPartitionOffset> offsets, IConsumerGroupMetadata group)
    {
        _offsets ??= new OffsetSender(_producer!);
        if (_offsets.TrySend(offsets, group, _attempt, _longestAttempt))
            return;
        // Its thread is still inside the client: to dispose of the client under it would bring the process down. What it left open the
        // next producer of the id has aborted.
        (_offsets, _producer, _isReady, _isOpen, _wasReplaced) = (null, null, false, false, true);
        _doom = new AbortedException(
            $"writer '{_writerId}': the cluster did not answer whether it took the offsets; the producer is replaced"
        );
        throw _doom;
    }

    // Once a commit was asked for, it is asked for until the answer is known: giving up would leave open whether the work is done. A
    // cluster that was away too long
    // answers that the transaction is over.
    private void Retrying(Action action, bool isSafeToGiveUp, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                action();
                return;
            }
            catch (KafkaRetriableException e)
            {
                _clients.Say(
                    KafkaSeverity.Warning,
                    e.Error.Code.ToString(),
                    $"writer '{_writerId}': a commit is tried again: {e.Error.Reason}"
                );
                if (isSafeToGiveUp && IsOverdue)
                {
                    _isSilent = true;
                    _doom = new AbortedException(
                        $"writer '{_writerId}': the cluster did not take the offsets in time: {e.Error.Reason}",
                        e
                    );
                    ThrowIfDoomed();
                }

                if (stop.IsCancellationRequested && IsOverdue)
                    throw new LogException(
                        $"writer '{_writerId}': stopped without knowing whether its last commit was taken: {e.Error.Reason}",
                        e
                    );
                _clients.Rest(CancellationToken.None);
            }
            catch (KafkaException e)
            {
                IsOutcomeOpen = !isSafeToGiveUp && e is not KafkaTxnRequiresAbortException;
                Doom(e);
                ThrowIfDoomed();
            }
        }
    }

    private void Doom(KafkaException e)
    {
        if (e is KafkaTxnRequiresAbortException)
        {
            _doom ??= new AbortedException($"writer '{_writerId}': the cluster gave the transaction up: {e.Error.Reason}", e);
            return;
        }

        // The cluster tells one whose transaction took too long the same as one that has a successor; only the age tells them apart.
        if (IsFencing(e.Error) && !IsOverdue)
            _fenced ??= new FencedException($"writer '{_writerId}' has a successor, which has taken over its work: {e.Error.Reason}", e);
        else
            _doom ??= new AbortedException($"writer '{_writerId}': its producer failed and is replaced: {e.Error.Reason}", e);
        Replace();
    }

    private static bool IsFencing(Error error) =>
        error.Code is ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch
        || (error.Code == ErrorCode.Local_Fatal && error.Reason.Contains("fenced", StringComparison.OrdinalIgnoreCase));

    private void Replace()
    {
        _wasReplaced |= _isReady;
        _isReady = false;
        _isOpen = false;
        _isSilent = false;
        _offsets?.Dispose();
        _offsets = null;
        _producer?.Dispose();
        _producer = null;
    }
}
