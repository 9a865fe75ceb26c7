using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace StreamScoring.Inference.Trial;

/// <summary>A folder of trial records, one file for each (model, ONNX Runtime, kind of processor). Several workers may share it.</summary>
public sealed class TrialRecords(string folder)
{
    /// <summary>The record of a model in this environment, or null when it has not been tried in it.</summary>
    public TrialRecord? Find(string hash)
    {
        var environment = InferenceEnvironment.Current;
        try
        {
            var record = TrialRecord.FromJson(File.ReadAllBytes(PathOf(hash)));
            var same =
                record is not null
                && string.Equals(record.Hash, hash, StringComparison.Ordinal)
                && string.Equals(record.RuntimeVersion, environment.RuntimeVersion, StringComparison.Ordinal)
                && string.Equals(record.CpuFeatures, environment.CpuFeatures, StringComparison.Ordinal);
            return same ? record : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Keeps a record. It appears whole or not at all.</summary>
    public void Save(TrialRecord record)
    {
        Directory.CreateDirectory(folder);
        var path = PathOf(record.Hash);
        var draft = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.tmp");
        File.WriteAllBytes(draft, record.ToJson());
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>The file of a model's record.</summary>
    public string PathOf(string hash)
    {
        var environment = InferenceEnvironment.Current;
        var kind = XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(environment.CpuFeatures));
        var model = hash[(hash.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return Path.Combine(
            folder,
            string.Create(CultureInfo.InvariantCulture, $"{model}.ort-{environment.RuntimeVersion}.cpu-{kind:x16}.json")
        );
    }
}
