namespace StreamScoring.Documents;

/// <summary>Collects everything that is wrong with one document, so that its author sees it all at once.</summary>
public sealed class DocumentErrors(string file)
{
    private readonly List<DocumentError> _problems = [];

    /// <summary>The file that the problems are about.</summary>
    public string File { get; } = file;

    /// <summary>All problems in the order of the document.</summary>
    public IReadOnlyList<DocumentError> Problems => [.. _problems.OrderBy(p => p.Position.Line).ThenBy(p => p.Position.Column)];

    /// <summary>Errors so far, without warnings.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an error about a node.</summary>
    public void Add(DocumentNode at, string message) => Add(at.Path, at.Position, message);

    /// <summary>Adds an error about a place.</summary>
    public void Add(string path, DocumentPosition position, string message)
    {
        Count++;
        _problems.Add(new(File, path, position, DocumentSeverity.Error, message));
    }

    /// <summary>Adds a warning about a node.</summary>
    public void Warn(DocumentNode at, string message) => _problems.Add(new(File, at.Path, at.Position, DocumentSeverity.Warning, message));

    /// <summary>The outcome of the work: the value unless there were errors.</summary>
    public DocumentOutcome<T> Outcome<T>(Func<T> value)
        where T : class => new(Count == 0 ? value() : null, Problems);
}

/// <summary>What reading or checking gave: a value, or errors; warnings may stand beside either.</summary>
/// <param name="Value">The value; null when there are errors.</param>
/// <param name="Problems">Errors and warnings in the order of the document.</param>
public sealed record DocumentOutcome<T>(T? Value, IReadOnlyList<DocumentError> Problems)
    where T : class
{
    /// <summary>The errors.</summary>
    public IReadOnlyList<DocumentError> Errors => [.. Problems.Where(p => p.Severity == DocumentSeverity.Error)];

    /// <summary>The warnings.</summary>
    public IReadOnlyList<DocumentError> Warnings => [.. Problems.Where(p => p.Severity == DocumentSeverity.Warning)];

    /// <summary>The value, or an exception that lists all errors. For programs and tests that know their document to be right.</summary>
    public T Require() => Value ?? throw new FormatException(string.Join('\n', Errors));
}
