using System.Globalization;
using System.Xml;

namespace StreamScoring.Cli.Testing;

/// <summary>Writes results as CI servers read them.</summary>
internal static class JunitFile
{
    /// <summary>Writes one suite a file of tests. Throws <see cref="IOException"/> when it cannot be written.</summary>
    public static void Write(string path, IReadOnlyList<(string File, IReadOnlyList<RuleTestResult> Results)> suites)
    {
        using var xml = XmlWriter.Create(path, new XmlWriterSettings { Indent = true });
        xml.WriteStartElement("testsuites");
        foreach (var (file, results) in suites)
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", file);
            xml.WriteAttributeString("tests", results.Count.ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("failures", results.Count(r => r.Differences.Count > 0).ToString(CultureInfo.InvariantCulture));
            foreach (var result in results)
            {
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", Path.GetFileName(file));
                xml.WriteAttributeString("name", result.Test.Name);
                if (result.Differences.Count > 0)
                {
                    xml.WriteStartElement("failure");
                    xml.WriteAttributeString("message", result.Differences[0]);
                    xml.WriteString(string.Join('\n', result.Differences));
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
