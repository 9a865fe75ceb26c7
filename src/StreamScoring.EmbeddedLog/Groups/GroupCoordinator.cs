using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Groups;

/// <summary>What a member is told at once.</summary>
internal readonly record struct AssignmentChange(IReadOnlyList<int> Lost, IReadOnlyList<int> Revoked);

/// <summary>
/// Shares the partition numbers of a group's topics among its members in this process: as even as whole numbers allow, moving as few as possible, and never
/// giving a number to a member before its owner has let go. Members act on changes when they poll.
/// </summary>
internal sealed class GroupCoordinator(string group, IReadOnlyList<string> topics, int partitions, CommitSignal signal)
{
    private readonly Lock _lock = new();
    private readonly List<GroupMember> _members = [];
    private readonly GroupMember?[] _target = new GroupMember?[partitions];
    private readonly GroupMember?[] _owner = new GroupMember?[partitions];
    private int _joined;
    private long _version;

    public string Group => group;

    public IReadOnlyList<string> Topics => topics;

    public long Version => Volatile.Read(ref _version);

    public GroupMember Join()
    {
        lock (_lock)
        {
            var member = new GroupMember(this, _joined++);
            _members.Add(member);
            Rebalance();
            return member;
        }
    }

    /// <summary>Leaves. Returns how many members are left.</summary>
    public int Leave(GroupMember member)
    {
        lock (_lock)
        {
            if (!_members.Remove(member))
                return _members.Count;
            foreach (var number in member.Owned)
                _owner[number] = null;
            member.Owned.Clear();
            Rebalance();
            return _members.Count;
        }
    }

    /// <summary>Takes a partition from its owner without asking.</summary>
    public void Take(int number)
    {
        lock (_lock)
        {
            if (_owner[number] is not { } owner)
                return;
            owner.Owned.Remove(number);
            owner.Lost.Add(number);
            _owner[number] = null;
            Changed();
        }
    }

    public bool IsOwner(GroupMember member, int number)
    {
        lock (_lock)
            return (uint)number < (uint)partitions && ReferenceEquals(_owner[number], member);
    }

    /// <summary>What the member has lost and what it must let go.</summary>
    public AssignmentChange Pending(GroupMember member)
    {
        lock (_lock)
        {
            member.SeenVersion = _version;
            int[] lost = [.. member.Lost];
            member.Lost.Clear();
            return new AssignmentChange(lost, [.. member.Owned.Where(n => !ReferenceEquals(_target[n], member))]);
        }
    }

    /// <summary>The member has let go.</summary>
    public void Release(GroupMember member, IReadOnlyList<int> numbers)
    {
        lock (_lock)
        {
            foreach (var number in numbers)
            {
                if (member.Owned.Remove(number))
                    _owner[number] = null;
            }

            Changed();
        }
    }

    /// <summary>Gives the member what is meant for it and free. Returns the numbers, ascending.</summary>
    public IReadOnlyList<int> Claim(GroupMember member)
    {
        lock (_lock)
        {
            var claimed = new List<int>();
            for (var number = 0; number < partitions; number++)
            {
                if (!ReferenceEquals(_target[number], member) || _owner[number] is not null)
                    continue;
                _owner[number] = member;
                member.Owned.Add(number);
                claimed.Add(number);
            }

            return claimed;
        }
    }

    private void Rebalance()
    {
        var shares = _members.ToDictionary(m => m, _ => new List<int>());
        var free = new List<int>();
        for (var number = 0; number < partitions; number++)
        {
            if (_target[number] is { } holder && shares.TryGetValue(holder, out var share))
                share.Add(number);
            else
                free.Add(number);
        }

        if (_members.Count == 0)
        {
            Array.Clear(_target);
            return;
        }

        // The members with most keep the larger shares when the numbers do not divide evenly, so that fewer partitions move.
        var order = _members.OrderByDescending(m => shares[m].Count).ThenBy(m => m.Number).ToList();
        var quota = order.Select((m, i) => (partitions / order.Count) + (i < partitions % order.Count ? 1 : 0)).ToList();
        for (var i = 0; i < order.Count; i++)
        {
            var share = shares[order[i]];
            while (share.Count > quota[i])
            {
                free.Add(share[^1]);
                share.RemoveAt(share.Count - 1);
            }
        }

        free.Sort();
        var next = 0;
        Array.Clear(_target);
        for (var i = 0; i < order.Count; i++)
        {
            var share = shares[order[i]];
            while (share.Count < quota[i])
                share.Add(free[next++]);
            foreach (var number in share)
                _target[number] = order[i];
        }

        Changed();
    }

    private void Changed()
    {
        Volatile.Write(ref _version, _version + 1);
        signal.Raise();
    }
}
