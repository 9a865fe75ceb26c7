using StreamScoring.Pipeline.Ports;

namespace StreamScoring.EmbeddedLog.Storage;

/// <summary>Another process has the log open for writing.</summary>
internal sealed class HeldElsewhereException(string message) : LogException(message);
