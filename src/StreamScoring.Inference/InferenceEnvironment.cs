using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.OnnxRuntime;

namespace StreamScoring.Inference;

/// <summary>What the bits of a score depend on beside the model and the row. Byte equality of two runs is promised only where this is equal.</summary>
/// <param name="RuntimeVersion">ONNX Runtime's version, e.g. <c>1.31.1</c>.</param>
/// <param name="CpuFeatures">Architecture and the instruction sets that ONNX Runtime chooses its kernels by, e.g. <c>x64 avx avx2 fma</c>.</param>
public sealed record InferenceEnvironment(string RuntimeVersion, string CpuFeatures)
{
    /// <summary>That of this process.</summary>
    public static InferenceEnvironment Current { get; } = new(OrtEnv.Instance().GetVersionString(), Features());

    private static string Features()
    {
        (string Name, bool Has)[] sets =
        [
            ("sse4.1", Sse41.IsSupported),
            ("avx", Avx.IsSupported),
            ("avx2", Avx2.IsSupported),
            ("fma", Fma.IsSupported),
            ("avxvnni", AvxVnni.IsSupported),
            ("avx512f", Avx512F.IsSupported),
            ("avx512bw", Avx512BW.IsSupported),
            ("avx512dq", Avx512DQ.IsSupported),
            ("avx512vbmi", Avx512Vbmi.IsSupported),
            ("neon", AdvSimd.IsSupported),
            ("dotprod", Dp.IsSupported),
        ];
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return string.Join(' ', sets.Where(s => s.Has).Select(s => s.Name).Prepend(architecture));
    }
}
