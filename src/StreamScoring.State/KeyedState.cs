namespace StreamScoring.State;

/// <summary>The state of one partition's keys: one entry a key, in it one section a definition of the layout.</summary>
public sealed class KeyedState;
