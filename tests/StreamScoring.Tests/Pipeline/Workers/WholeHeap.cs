using Xunit;

namespace StreamScoring.Tests.Pipeline.Workers;

/// <summary>Tests that look at the whole heap run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeHeap
{
    public const string Name = "whole heap";
}
