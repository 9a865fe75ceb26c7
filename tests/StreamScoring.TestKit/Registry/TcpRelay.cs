using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace StreamScoring.TestKit.Registry;

/// <summary>Stands between a client and a server on loopback, so that a test can take the server away, let it hang, and give it back, without touching it.</summary>
public sealed class TcpRelay : IDisposable
{
    private readonly Uri _target;
    private readonly IPEndPoint _here;
    private readonly ConcurrentBag<Socket> _open = [];
    private TcpListener _listener;
    private volatile bool _hangs;
    private int _connections;

    /// <summary>Forwards to the host of that URL.</summary>
    public TcpRelay(string target)
    {
        _target = new Uri(target);
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        _here = (IPEndPoint)_listener.LocalEndpoint;
        _ = AcceptAsync(_listener);
    }

    /// <summary>The URL with the relay's host in the place of the server's, path kept.</summary>
    public string Url => $"http://127.0.0.1:{_here.Port}{_target.AbsolutePath.TrimEnd('/')}";

    /// <summary>Connections taken so far.</summary>
    public int Connections => _connections;

    /// <summary>The server is gone: nobody listens, and open connections break.</summary>
    public void Cut()
    {
        _listener.Stop();
        while (_open.TryTake(out var socket))
            socket.Dispose();
    }

    /// <summary>From now on connections are taken, and nothing is ever answered.</summary>
    public void Hang()
    {
        _hangs = true;
        while (_open.TryTake(out var socket))
            socket.Dispose();
    }

    /// <summary>The server is back.</summary>
    public void Restore()
    {
        Cut();
        _hangs = false;
        _listener = new TcpListener(_here);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public void Dispose() => Cut();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                _open.Add(client);
                Interlocked.Increment(ref _connections);
                if (!_hangs)
                    _ = RelayAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        try
        {
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
            _open.Add(server);
            await server.ConnectAsync(_target.Host, _target.Port);
            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
            client.Dispose();
            server.Dispose();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            client.Dispose();
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer)) > 0; )
                await to.SendAsync(buffer.AsMemory(0, read));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
