using System.Globalization;
using System.Text;
using CsCheck;
using StreamScoring.Events.Xdm;
using Xunit;

namespace StreamScoring.Tests.Events.Xdm;

public sealed class XdmTimeTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01t00:00:00z", 0)]
    [InlineData("2017-09-26T15:52:25+00:00", 1_506_441_145_000_000_000)]
    [InlineData("2017-09-26T15:52:25+13:00", 1_506_394_345_000_000_000)]
    [InlineData("2020-01-07T15:11:14.143-07:00", 1_578_435_074_143_000_000)]
    [InlineData("1970-01-01T00:00:00-00:00", 0)]
    [InlineData("1970-01-01T00:00:00.000000001Z", 1)]
    [InlineData("1970-01-01T00:00:00.1234567899999Z", 123_456_789)]
    [InlineData("1969-12-31T23:59:59.9Z", -100_000_000)]
    [InlineData("2000-02-29T12:00:00Z", 951_825_600_000_000_000)]
    [InlineData("2016-12-31T23:59:60Z", 1_483_228_799_000_000_000)]
    [InlineData("1990-12-31T15:59:60-08:00", 662_687_999_000_000_000)]
    [InlineData("1969-12-31T23:59:60.5Z", -500_000_000)]
    [InlineData("2262-04-11T23:47:16.854775807Z", long.MaxValue)]
    [InlineData("1677-09-21T00:12:43.145224193Z", -long.MaxValue)]
    public void Every_form_of_rfc_3339_is_read(string text, long ns)
    {
        Assert.True(XdmTime.TryParse(Encoding.UTF8.GetBytes(text), out var read));
        Assert.Equal(ns, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2018-11-05")]
    [InlineData("2018-11-05T18:13Z")]
    [InlineData("2018-11-05T18:13:02")]
    [InlineData("2018-11-05 18:13:02Z")]
    [InlineData("2018-11-05T18:13:02.Z")]
    [InlineData("2018-11-05T18:13:02,5Z")]
    [InlineData("2018-11-05T18:13:02+0100")]
    [InlineData("2018-11-05T18:13:02+24:00")]
    [InlineData("2018-11-05T18:13:02+01:60")]
    [InlineData("2018-11-05T18:13:02Zx")]
    [InlineData("2018-11-05T24:00:00Z")]
    [InlineData("2018-11-05T18:60:00Z")]
    [InlineData("2018-11-05T18:13:61Z")]
    [InlineData("2018-11-05T18:13:60Z")]
    [InlineData("2018-00-05T18:13:02Z")]
    [InlineData("2018-13-05T18:13:02Z")]
    [InlineData("2018-02-29T18:13:02Z")]
    [InlineData("2018-11-00T18:13:02Z")]
    [InlineData("20x8-11-05T18:13:02Z")]
    [InlineData("2018-1x-05T18:13:02Z")]
    [InlineData("2018-11-05T18:1/:02Z")]
    [InlineData("-018-11-05T18:13:02Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("1677-09-21T00:12:43.145224192Z")]
    [InlineData("2262-04-11T23:47:16.854775808Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void Anything_else_is_not(string text) => Assert.False(XdmTime.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Every_time_of_the_range_reads_as_the_platform_reads_it() =>
        Gen.Select(Gen.Long[-9_223_372_036_854_775_8, 9_223_372_036_854_775_7], Gen.Int[-14 * 60, 14 * 60], Gen.Int[0, 7])
            .Sample(
                (hundredNs, offsetMinutes, digits) =>
                {
                    var time = DateTimeOffset.UnixEpoch.AddTicks(hundredNs / 10 * 10).ToOffset(TimeSpan.FromMinutes(offsetMinutes));
                    var fraction = digits == 0 ? "" : "." + time.ToString("fffffff", CultureInfo.InvariantCulture)[..digits];
                    var text =
                        time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)
                        + fraction
                        + time.ToString("zzz", CultureInfo.InvariantCulture);
                    var expected = (DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks * 100;
                    return XdmTime.TryParse(Encoding.UTF8.GetBytes(text), out var ns) && ns == expected;
                },
                iter: 20_000
            );

    [Fact]
    public void Milliseconds_keep_to_the_range_of_nanoseconds()
    {
        Assert.True(XdmTime.TryFromEpochMs(9_223_372_036_854, out var ns));
        Assert.Equal(9_223_372_036_854_000_000, ns);
        Assert.True(XdmTime.TryFromEpochMs(-9_223_372_036_854, out _));
        Assert.False(XdmTime.TryFromEpochMs(9_223_372_036_855, out _));
        Assert.False(XdmTime.TryFromEpochMs(-9_223_372_036_855, out _));
    }
}
