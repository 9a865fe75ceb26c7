using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace StreamScoring.Kafka.Registry;

/// <summary>
/// Given a CA file, the official client takes a certificate of that CA for any host name. This looks at each server's certificate beforehand, over a connection
/// of its own, and refuses one that is for another name. The client's connection is another one, so this finds wrong servers, not one that lies selectively.
/// </summary>
internal sealed class ServerNames(IReadOnlyList<Uri> servers, TimeSpan timeout)
{
    /// <summary>
    /// The check for these settings; null where the client checks names itself (no CA file), no address is https, or checks were switched off.
    /// </summary>
    public static ServerNames? For(IReadOnlyDictionary<string, string> settings, IEnumerable<string> addresses, TimeSpan timeout)
    {
        var isOff =
            settings.TryGetValue("schema.registry.enable.ssl.certificate.verification", out var on) && bool.TryParse(on, out var b) && !b;
        if (isOff || string.IsNullOrEmpty(settings.GetValueOrDefault("schema.registry.ssl.ca.location")))
            return null;
        Uri[] servers = [.. addresses.Select(a => new Uri(a)).Where(a => a.Scheme == Uri.UriSchemeHttps)];
        return servers.Length > 0 ? new ServerNames(servers, timeout) : null;
    }

    /// <summary>Throws <see cref="AuthenticationException"/> when a server shows a certificate for another name. One that cannot be reached shows none.</summary>
    public async Task CheckAsync()
    {
        foreach (var server in servers)
        {
            if (await IsForAnotherNameAsync(server).ConfigureAwait(false))
                throw new AuthenticationException($"the certificate that {server.Host}:{server.Port} shows is for another host name");
        }
    }

    private async Task<bool> IsForAnotherNameAsync(Uri server)
    {
        var isForAnother = false;
        using var patience = new CancellationTokenSource(timeout);
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(server.Host, server.Port, patience.Token).ConfigureAwait(false);
            await using var tls = new SslStream(socket.GetStream());
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = server.Host,
                // Nothing is sent over this connection; whether the chain is good, the client decides on its own.
                RemoteCertificateValidationCallback = (_, _, _, errors) =>
                {
                    isForAnother = errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
                    return !isForAnother;
                },
            };
            await tls.AuthenticateAsClientAsync(options, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            // Away, or in want of a client certificate: the client will say so. What counts is the name, if one was shown.
        }

        return isForAnother;
    }
}
