using StreamScoring.Events.Faults;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>Faults of a node on one row. One object a node and reason: the message says what the node expected, never what the event held.</summary>
internal static class NodeFaults
{
    /// <summary>The node cannot work on this event's value.</summary>
    public static Fault Of(string nodeId, string message) =>
        new(FaultCode.NodeFailed, FaultStage.Graph, FaultDomain.Event, false, nodeId, message);
}
