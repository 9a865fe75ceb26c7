using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StreamScoring.TestKit.Registry;

/// <summary>
/// A schema registry of which a test decides every answer, for what a real one cannot be made to say. It listens on loopback, at a URL with a path, and counts.
/// </summary>
public sealed class StubRegistry : IDisposable
{
    private readonly HttpListener _listener;
    private readonly ConcurrentDictionary<string, StubAnswer> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StubRegistry()
    {
        (_listener, Url) = Listen();
        _ = Task.Run(ServeAsync);
    }

    /// <summary>The base URL.</summary>
    public string Url { get; }

    /// <summary>All requests so far: method, a space, and the path below the base with its query.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>What is answered to a request that nothing was decided for.</summary>
    public StubAnswer Otherwise { get; set; } = StubAnswer.Error(404, 40403, "Schema not found");

    /// <summary>Credentials as last sent.</summary>
    public string? Authorization { get; private set; }

    /// <summary>Decides the answer to a request, named as in <see cref="Requests"/> but without its query.</summary>
    public StubAnswer this[string request]
    {
        set => _answers[request] = value;
    }

    /// <summary>How often a request came, without regard to its query.</summary>
    public int Count(string request) => _requests.Count(r => Bare(r) == request);

    public void Dispose()
    {
        _closed.TrySetResult();
        _listener.Close();
    }

    private static (HttpListener, string) Listen()
    {
        for (var attempt = 0; ; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/below/a/path";
            probe.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add(url + "/");
            try
            {
                listener.Start();
                return (listener, url);
            }
            // Another process may take the port in between.
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close();
            }
        }
    }

    private static string Bare(string request) => request.Split('?')[0];

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.PathAndQuery["/below/a/path/".Length..];
        var request = $"{context.Request.HttpMethod} {path}";
        Authorization = context.Request.Headers["Authorization"];
        _requests.Enqueue(request);
        var answer = _answers.GetValueOrDefault(Bare(request), Otherwise);
        if (answer.Hangs)
            await _closed.Task;
        try
        {
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/vnd.schemaregistry.v1+json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The client has gone, or the test has ended.
        }
    }
}
