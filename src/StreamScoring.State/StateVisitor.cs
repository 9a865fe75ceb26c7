namespace StreamScoring.State;

/// <summary>Takes one key and its value in the binary format; both spans are valid during the call only. An empty value means that the key holds nothing.</summary>
public delegate void StateVisitor(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
