using System.Reflection;

namespace StreamScoring.TestKit.Logs.Contracts;

/// <summary>The contracts of the log ports by name: every public static method of the suites that takes a <see cref="LogUnderTest"/>.</summary>
public static class ContractCases
{
    private static readonly Type[] _suites =
    [
        typeof(ReadingContract),
        typeof(GroupContract),
        typeof(TransactionContract),
        typeof(StateContract),
    ];

    /// <summary>All of them, as <c>Suite.Name</c>.</summary>
    public static IReadOnlyDictionary<string, Action<LogUnderTest>> All { get; } =
        new SortedDictionary<string, Action<LogUnderTest>>(
            _suites
                .SelectMany(s => s.GetMethods(BindingFlags.Public | BindingFlags.Static))
                .ToDictionary(m => $"{m.DeclaringType!.Name}.{m.Name}", Bind),
            StringComparer.Ordinal
        );

    private static Action<LogUnderTest> Bind(MethodInfo method) => method.CreateDelegate<Action<LogUnderTest>>();
}
