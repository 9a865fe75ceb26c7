using System.Globalization;

namespace StreamScoring.Documents;

/// <summary>Whether a problem stops the work.</summary>
public enum DocumentSeverity : byte
{
    /// <summary>The document cannot be used.</summary>
    Error,

    /// <summary>The document can be used, but probably says something else than was meant.</summary>
    Warning,
}

/// <summary>Something wrong in a document.</summary>
/// <param name="File">The file's name as it was given.</param>
/// <param name="Path">The JSON path of the node, e.g. <c>$.nodes[3].params.cols</c>.</param>
/// <param name="Position">Line and column; (0, 0) in a document built by a program.</param>
/// <param name="Severity">Error or warning.</param>
/// <param name="Message">What is wrong, what was expected and what to do.</param>
public sealed record DocumentError(string File, string Path, DocumentPosition Position, DocumentSeverity Severity, string Message)
{
    /// <summary>One line, in the form that editors recognise: <c>file:3:5: error: $.path: message</c>.</summary>
    public override string ToString()
    {
        var severity = Severity == DocumentSeverity.Error ? "error" : "warning";
        return Position.Line == 0
            ? $"{File}: {severity}: {Path}: {Message}"
            : string.Create(CultureInfo.InvariantCulture, $"{File}:{Position.Line}:{Position.Column}: {severity}: {Path}: {Message}");
    }
}
