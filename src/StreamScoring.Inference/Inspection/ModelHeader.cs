using System.Globalization;

namespace StreamScoring.Inference.Inspection;

/// <summary>The fields of ModelProto around the graph: versions, operator sets, metadata.</summary>
internal sealed class ModelHeader
{
    /// <summary>The newest IR version that the ONNX Runtime we ship reads.</summary>
    public const int NewestIrVersion = 13;

    /// <summary>The newest version of ai.onnx that it runs.</summary>
    public const int NewestOpset = 26;

    private readonly List<(string Domain, long Version)> _opsets = [];

    public int IrVersion { get; private set; }

    public string Producer { get; private set; } = "";

    public List<KeyValuePair<string, string>> Metadata { get; } = [];

    /// <summary>Domains of the functions that the model defines itself.</summary>
    public HashSet<string> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>How many columns the metadata says the first input was trained on; open (-1) when it does not.</summary>
    public int FeatureCount
    {
        get
        {
            var features = Metadata.Find(p => string.Equals(p.Key, "features", StringComparison.Ordinal)).Value;
            return string.IsNullOrEmpty(features) ? -1 : features.Split(',').Length;
        }
    }

    public void Read(ProtoCursor cursor)
    {
        switch (cursor.Field)
        {
            case 1:
                IrVersion = (int)Math.Clamp(cursor.Integer(), 0, int.MaxValue);
                break;
            case 2:
                Producer = cursor.Text();
                break;
            case 8:
                _opsets.Add(Opset(cursor.Enter()));
                break;
            case 14:
                Metadata.Add(Entry(cursor.Enter()));
                break;
        }
    }

    /// <summary>Refuses versions and domains that this release does not know.</summary>
    /// <param name="used">Per domain that a node uses, the first such node.</param>
    public void Check(SortedDictionary<string, string> used)
    {
        if (IrVersion is < 3 or > NewestIrVersion)
            throw Unknown(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the file is of IR version {IrVersion}; versions 3 to {NewestIrVersion} are known"
                )
            );
        foreach (var (domain, version) in _opsets)
        {
            if (Newest(domain) is not { } newest)
            {
                if (!Functions.Contains(domain))
                    throw Unknown($"the operator set '{domain}' is not known (known: ai.onnx, ai.onnx.ml, com.microsoft)");
            }
            else if (version < 1 || version > newest)
            {
                var spelled = domain.Length == 0 ? "ai.onnx" : domain;
                throw Unknown(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"version {version} of the operator set '{spelled}' is not known (1 to {newest} are)"
                    )
                );
            }
        }

        foreach (var (domain, node) in used)
        {
            if (Newest(domain) is null && !Functions.Contains(domain))
                throw Unknown($"{node} is of the operator set '{domain}', which is not known (known: ai.onnx, ai.onnx.ml, com.microsoft)");
        }
    }

    private static int? Newest(string domain) =>
        domain switch
        {
            "" or "ai.onnx" => NewestOpset,
            "ai.onnx.ml" => 5,
            "com.microsoft" => 1,
            _ => null,
        };

    private static RefusedException Unknown(string message) => new(RefusalReason.Unknown, message);

    private static (string, long) Opset(ProtoCursor cursor)
    {
        var (domain, version) = ("", 0L);
        while (cursor.Next())
        {
            switch (cursor.Field)
            {
                case 1:
                    domain = cursor.Text();
                    break;
                case 2:
                    version = cursor.Integer();
                    break;
            }
        }

        return (domain, version);
    }

    private static KeyValuePair<string, string> Entry(ProtoCursor cursor)
    {
        var (key, value) = ("", "");
        while (cursor.Next())
        {
            switch (cursor.Field)
            {
                case 1:
                    key = cursor.Text();
                    break;
                case 2:
                    value = cursor.Text();
                    break;
            }
        }

        return new(key, value);
    }
}
