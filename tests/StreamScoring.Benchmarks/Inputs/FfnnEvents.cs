using System.Globalization;
using System.Text;

namespace StreamScoring.Benchmarks.Inputs;

/// <summary>The events of the Crayfish benchmark as XDM: one image of 784 floats as JSON text each.</summary>
internal static class FfnnEvents
{
    /// <summary>Floats an image.</summary>
    public const int Pixels = 784;

    /// <summary>Its graph: the image into the model, nothing else.</summary>
    public const string Graph = """
        graph: crayfish-ffnn
        version: 1
        receiver:
          columns:
            image: {path: _tenant.image, type: "float32[784]"}
        nodes:
          - id: ffnn
            node: ONNXNode
            params: {model: model-ffnn.onnx, inputs: {input: image}, outputs: {output: classes}}
        outputs:
          classes: {column: classes, default: true}
        """;

    /// <summary>Some images with made-up pixels in [0, 1), each with as many digits as a float32 needs.</summary>
    public static byte[][] Lines(int count)
    {
        var random = new Random(784);
        var lines = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            var pixels = string.Join(
                ',',
                Enumerable.Range(0, Pixels).Select(_ => random.NextSingle().ToString("R", CultureInfo.InvariantCulture))
            );
            lines[i] = Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{{\"_id\":\"image-{i:d6}\",\"timestamp\":\"2018-11-05T18:{i / 60 % 60:d2}:{i % 60:d2}Z\",\"_tenant\":{{\"image\":[{pixels}]}}}}"
                )
            );
        }

        return lines;
    }
}
