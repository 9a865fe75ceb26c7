using System.Text.Json;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Scores;
using Xunit;

namespace StreamScoring.Tests.Events.Scores;

public sealed class ScoreJsonEncoderTests
{
    [Fact]
    public void A_score_reads_as_the_design_writes_it()
    {
        var made = new ScoreCase(ScoreCase.Purchase);
        made.SetProbability(0, 0.0027821064f);
        Assert.Equal(
            """
            {"specversion":"1.0","type":"streamscoring.score.v1","source":"/streamscoring/luma","id":"luma:2DF0441705030000-496331836000F68B","subject":"ECID:7690dcc4d986425a8e21ac9e022fae88","time":"2018-11-05T18:13:02Z","sourcetopic":"xdm.events","sourcepartition":3,"sourceoffset":"4711","data":{"eventId":"2DF0441705030000-496331836000F68B","eventTime":"2018-11-05T18:13:02Z","eventType":"web.webpagedetails.pageViews","activeSet":"sha256:9c00","duplicateOf":null,"fault":null,"services":{"luma-purchase":{"graph":"sha256:ab01","model":"sha256:cd02","outputs":{"probability":0.0027821064},"fault":null}}}}
            """,
            made.Json()
        );
    }

    [Fact]
    public void Outputs_of_every_shape_read_back_as_they_were()
    {
        var service = Services(ScoreCase.OfEverything()).GetProperty("everything");
        Assert.Equal("sha256:0b", service.GetProperty("model").GetString());
        Assert.Equal("""{"a":"sha256:0a","b":"sha256:0b"}""", service.GetProperty("models").GetRawText());
        Assert.Equal(
            """{"float32":0.1,"float64":0.1,"int64":-9223372036854775808,"bool":true,"text":"\"\\/\u0001\u001f\b\t\n\f\r é 𝄞","time":"1969-12-31T23:59:59.999999999Z","vector":[1,null,-0],"list":["a",null],"nothing":null}""",
            service.GetProperty("outputs").GetRawText()
        );
        Assert.Equal("\"\\/\u0001\u001f\b\t\n\f\r é 𝄞", service.GetProperty("outputs").GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(0f, "0")]
    [InlineData(1f, "1")]
    [InlineData(0.1f, "0.1")]
    [InlineData(1e-7f, "1E-07")]
    [InlineData(16777216f, "16777216")]
    [InlineData(3.4028235e38f, "3.4028235E+38")]
    [InlineData(float.PositiveInfinity, "null")]
    [InlineData(float.NaN, "null")]
    public void A_float_is_the_shortest_decimal_of_its_own_width(float value, string expected)
    {
        var made = new ScoreCase(ScoreCase.Purchase);
        made.SetProbability(0, value);
        var number = Services(made).GetProperty("luma-purchase").GetProperty("outputs").GetProperty("probability");
        Assert.Equal(expected, number.GetRawText());
        if (number.ValueKind == JsonValueKind.Number)
            Assert.Equal(value, number.GetSingle());
    }

    [Fact]
    public void A_faulted_event_has_the_fault_and_no_services_and_only_its_position_names_it()
    {
        var made = new ScoreCase(ScoreCase.Purchase);
        made.Batch.SetFault(made.Row, Fault.Decode(FaultCode.Malformed, "web", "a \"broken\" text"));
        var record = JsonDocument.Parse(made.Json()).RootElement;
        Assert.Equal("luma:xdm.events/3/4711", record.GetProperty("id").GetString());
        Assert.False(record.TryGetProperty("subject", out _));
        Assert.False(record.TryGetProperty("time", out _));
        Assert.Equal(
            """{"eventId":null,"eventTime":null,"eventType":null,"activeSet":"sha256:9c00","duplicateOf":null,"fault":{"code":"malformed","path":"web","message":"a \"broken\" text"},"services":{}}""",
            record.GetProperty("data").GetRawText()
        );
    }

    [Fact]
    public void A_duplicate_names_the_first_and_has_no_services()
    {
        var made = new ScoreCase(ScoreCase.Purchase);
        made.Batch.Duplicates[made.Row] = true;
        var data = JsonDocument.Parse(made.Json()).RootElement.GetProperty("data");
        Assert.Equal("luma:2DF0441705030000-496331836000F68B", data.GetProperty("duplicateOf").GetString());
        Assert.Equal("{}", data.GetProperty("services").GetRawText());
    }

    [Fact]
    public void A_rekeyed_event_without_id_is_named_by_where_it_came_from()
    {
        var made = new ScoreCase(ScoreCase.Purchase);
        made.Batch.Ids.SetNull(made.Row);
        Assert.Equal("luma:raw/1/99", JsonDocument.Parse(made.Json("raw/1/99"u8)).RootElement.GetProperty("id").GetString());
        Assert.Equal("luma:xdm.events/3/4711", JsonDocument.Parse(made.Json()).RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public void A_service_with_a_fault_has_no_outputs_and_leaves_the_others_alone()
    {
        var made = ScoreCase.OfEverything();
        made.SetFault(0, FaultCode.ScoreNotANumber);
        made.Scores[1] = made.Scores[1] with { IsIncomplete = true };
        var services = Services(made);
        Assert.Equal("{}", services.GetProperty("everything").GetProperty("outputs").GetRawText());
        Assert.Equal("score-nan", services.GetProperty("everything").GetProperty("fault").GetProperty("code").GetString());
        Assert.False(services.GetProperty("everything").TryGetProperty("incomplete", out _));
        Assert.True(services.GetProperty("luma-purchase").GetProperty("incomplete").GetBoolean());
        Assert.Equal(1e-7f, services.GetProperty("luma-purchase").GetProperty("outputs").GetProperty("probability").GetSingle());
    }

    [Fact]
    public void Data_does_not_depend_on_the_position()
    {
        var made = ScoreCase.OfEverything();
        var here = JsonDocument.Parse(made.Json()).RootElement;
        made.Position = new ScorePosition(0, 1);
        var there = JsonDocument.Parse(made.Json()).RootElement;
        Assert.Equal(here.GetProperty("data").GetRawText(), there.GetProperty("data").GetRawText());
        Assert.Equal(here.GetProperty("id").GetRawText(), there.GetProperty("id").GetRawText());
        Assert.NotEqual(here.GetRawText(), there.GetRawText());
    }

    [Fact]
    public void A_layout_that_contradicts_itself_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ScoreCase(ScoreCase.Purchase, ScoreCase.Purchase));
        Assert.Throws<ArgumentException>(() => new ScoreCase(ScoreCase.Purchase with { DefaultOutput = "none" }));
        Assert.Throws<ArgumentException>(() => new ScoreCase(ScoreCase.Purchase with { Models = [] }));
        var noModel = new ScoreOutput("n", ColumnShape.Scalar(ColumnType.Int64), null);
        var service = Services(new ScoreCase(new ScoreService("s", "sha256:00", [], [noModel], "n"))).GetProperty("s");
        Assert.Equal(JsonValueKind.Null, service.GetProperty("model").ValueKind);
    }

    private static JsonElement Services(ScoreCase made) =>
        JsonDocument.Parse(made.Json()).RootElement.GetProperty("data").GetProperty("services");
}
