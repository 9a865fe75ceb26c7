namespace StreamScoring.State.Storage;

/// <summary>
/// What is known of one key. Its block holds the key's bytes and behind them the value's. While a transaction has written to it, the committed block
/// stands aside, untouched: committing frees it, aborting puts it back.
/// </summary>
internal struct Entry
{
    public uint Hash;
    public int KeyLength;
    public int Block;
    public int Capacity;
    public int ValueLength;
    public int CommittedBlock;
    public int CommittedCapacity;
    public int CommittedValueLength;

    /// <summary>The layout under which the value was last cleaned of sections that no definition has any more; 0: never.</summary>
    public int LayoutStamp;

    /// <summary>Made by the open transaction.</summary>
    public bool IsNew;

    /// <summary>Written by the open transaction.</summary>
    public bool IsDirty;
}
