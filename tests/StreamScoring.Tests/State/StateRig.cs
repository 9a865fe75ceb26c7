using System.Text;
using StreamScoring.State;

namespace StreamScoring.Tests.State;

/// <summary>What state tests share: made-up definitions, and the whole content of a state as text.</summary>
internal static class StateRig
{
    public static StateDefinition Definition(string kind, int number) => new(kind, $"sha256:{number:x16}{new string('0', 48)}");

    public static byte[] Key(string key) => Encoding.UTF8.GetBytes(key);

    /// <summary>Every key and value, in the order of the keys.</summary>
    public static SortedDictionary<string, string> Content(KeyedState state)
    {
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        state.VisitAll((key, value) => content.Add(Convert.ToHexString(key), Convert.ToHexString(value)));
        return content;
    }

    /// <summary>Takes what was written into <paramref name="store"/>, as a changelog would, then commits.</summary>
    public static void CommitInto(KeyedState state, SortedDictionary<string, string> store)
    {
        state.VisitDirty(
            (key, value) =>
            {
                if (value.IsEmpty)
                    store.Remove(Convert.ToHexString(key));
                else
                    store[Convert.ToHexString(key)] = Convert.ToHexString(value);
            }
        );
        state.Commit();
    }

    public static KeyedState Restore(SortedDictionary<string, string> store, StateLayout layout, StateLimits limits)
    {
        var state = new KeyedState(layout, limits);
        foreach (var (key, value) in store)
            state.Restore(Convert.FromHexString(key), Convert.FromHexString(value));
        return state;
    }
}
