namespace StreamScoring.Pipeline.Jsonl;

/// <summary>In which order lines were read, so that their records can leave in it: per line its partition, and whether anything is to be written for it.</summary>
internal sealed class JsonlOrder
{
    private readonly Queue<(int Partition, bool Publish)> _lines = [];

    public void Add(int partition, bool publish) => _lines.Enqueue((partition, publish));

    public bool TryPeek(out (int Partition, bool Publish) line) => _lines.TryPeek(out line);

    public void Pass() => _lines.Dequeue();
}
