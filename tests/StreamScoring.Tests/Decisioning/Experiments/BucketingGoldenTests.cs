using System.Text;
using System.Text.Json;
using StreamScoring.Decisioning.Experiments;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Experiments;

/// <summary>The arithmetic of published bucketing rules gives what the products themselves give.</summary>
[Trait("suite", "golden")]
public sealed class BucketingGoldenTests(ITestOutputHelper output)
{
    [Fact]
    public void Murmur3_and_the_normalised_values_of_unleash_are_as_recorded()
    {
        var count = 0;
        foreach (var root in Files("murmur3.json"))
        {
            foreach (var c in root.GetProperty("murmur3_x86_32").EnumerateArray())
            {
                var text = Utf8(c, "text");
                Assert.Equal(c.GetProperty("murmur3_x86_32").GetUInt32(), Murmur3.Hash(text, c.GetProperty("seed").GetUInt32()));
                count++;
            }

            foreach (var c in root.GetProperty("unleash_normalised").EnumerateArray())
            {
                var (group, id) = (Utf8(c, "groupId"), Utf8(c, "id"));
                Assert.Equal(c.GetProperty("rollout").GetUInt32(), Unleash.Normalise(group, id, c.GetProperty("normalizer").GetUInt32()));
                Assert.Equal(c.GetProperty("variant1000").GetUInt32(), Unleash.Normalise(group, id, 1000, Unleash.VariantSeed));
                count++;
            }
        }

        Report(count);
    }

    [Fact]
    public void Flagd_picks_the_variant_of_its_utf8_rule()
    {
        var count = 0;
        foreach (var root in Files("flagd.json"))
        {
            foreach (var c in root.EnumerateArray())
            {
                var (flag, key) = (Utf8(c, "flagKey"), Utf8(c, "targetingKey"));
                var weights = c.GetProperty("weights").EnumerateArray().Select(w => (w[0].GetString(), w[1].GetInt32())).ToArray();
                count++;
                var bucket = Bucketing.Of(flag, key);
                Assert.Equal(c.GetProperty("murmur3_utf8").GetUInt32(), bucket);
                var picked = Bucketing.Pick(bucket, [.. weights.Select(w => w.Item2)]);
                Assert.Equal(c.GetProperty("utf8").GetString(), picked < 0 ? null : weights[picked].Item1);
            }
        }

        Report(count);
    }

    [Fact]
    public void GrowthBook_hashes_ranges_weights_choices_and_namespaces_are_its_own()
    {
        var count = 0;
        foreach (var root in Files("growthbook.json"))
        {
            foreach (var c in Cases(root, "hash"))
                Assert.Equal(Number(c[3]), GrowthBook.Hash(c[0].GetString()!, c[1].GetString()!, c[2].GetInt32()));
            foreach (var c in Cases(root, "getBucketRange"))
            {
                double[]? weights =
                    c[1][2].ValueKind == JsonValueKind.Null ? null : [.. c[1][2].EnumerateArray().Select(w => w.GetDouble())];
                var ranges = GrowthBook.Ranges(c[1][0].GetInt32(), c[1][1].GetDouble(), weights);
                Assert.Equal(Ranges(c[2]).Select(Rounded), ranges.Select(Rounded));
            }

            foreach (var c in Cases(root, "chooseVariation"))
                Assert.Equal(c[3].GetInt32(), GrowthBook.Choose(c[1].GetDouble(), Ranges(c[2])));
            foreach (var c in Cases(root, "getEqualWeights"))
                Assert.Equal(
                    c[1].EnumerateArray().Select(w => Math.Round(w.GetDouble(), 6)),
                    GrowthBook.EqualWeights(c[0].GetInt32()).Select(w => Math.Round(w, 6))
                );
            foreach (var c in Cases(root, "inNamespace"))
            {
                var range = new BucketRange(c[2][1].GetDouble(), c[2][2].GetDouble());
                Assert.Equal(c[3].GetBoolean(), GrowthBook.IsInNamespace(c[1].GetString()!, c[2][0].GetString()!, range));
            }
        }

        Report(count);

        IEnumerable<JsonElement> Cases(JsonElement root, string name)
        {
            if (!root.TryGetProperty(name, out var cases))
                yield break;
            foreach (var c in cases.EnumerateArray())
            {
                count++;
                yield return c;
            }
        }
    }

    [Fact]
    public void Unleash_rollouts_and_variants_fall_as_its_clients_let_them_fall()
    {
        var count = 0;
        foreach (var root in Files("unleash.json"))
        {
            foreach (var file in root.EnumerateArray())
            {
                var features = file.GetProperty("state")
                    .GetProperty("features")
                    .EnumerateArray()
                    .ToDictionary(Name, StringComparer.Ordinal);
                foreach (var test in UnleashRollout.Tests(file, "tests"))
                {
                    if (UnleashRollout.IsEnabled(features[test.Toggle], test.Context) is not { } isEnabled)
                        continue;
                    Assert.Equal(test.Expected.GetBoolean(), isEnabled);
                    count++;
                }

                foreach (var test in UnleashRollout.Tests(file, "variantTests"))
                {
                    if (UnleashRollout.Variant(features[test.Toggle], test.Context) is not { } variant)
                        continue;
                    Assert.Equal(test.Expected.GetProperty("name").GetString(), variant);
                    count++;
                }
            }
        }

        Report(count);
    }

    private static string Name(JsonElement feature) => feature.GetProperty("name").GetString()!;

    private static byte[] Utf8(JsonElement c, string name) => Encoding.UTF8.GetBytes(c.GetProperty(name).GetString()!);

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();

    private static BucketRange[] Ranges(JsonElement ranges) =>
        [.. ranges.EnumerateArray().Select(r => new BucketRange(r[0].GetDouble(), r[1].GetDouble()))];

    private static (double, double) Rounded(BucketRange range) => (Math.Round(range.Start, 6), Math.Round(range.End, 6));

    private static IEnumerable<JsonElement> Files(string name)
    {
        foreach (var path in GoldenFolders.Find("golden-bucketing/" + name))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            yield return document.RootElement.Clone();
        }
    }

    private void Report(int count)
    {
        output.WriteLine($"{count} cases");
        Assert.True(count > 0, "no case was found");
    }
}
