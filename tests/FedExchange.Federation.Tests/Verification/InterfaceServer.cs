using System.Net;
using FedExchange.Federation.Tests.TestBed;
using FedExchange.Node.Api;
using FedExchange.Node.Peers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedExchange.Federation.Tests.Verification;

/// <summary>A region whose asker serves its local interface on loopback, over HTTP/1 and HTTP/2.</summary>
public sealed class InterfaceServer : IAsyncLifetime
{
    public const string Token = "a-token-for-tests";

    private readonly TestLog _log = new();
    private WebApplication _app = null!;

    public Uri Rest { get; private set; } = null!;

    public Uri Grpc { get; private set; } = null!;

    internal static TestSubject Subject { get; } = TestSubject.Number(0);

    internal TestFederation Federation { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Federation = await TestFederation.StartAsync(2, built => built.Providers.ToList().ForEach(provider => provider.Register.Add(Subject, true)));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(Federation.Asker.Requester);
        builder.Services.AddSingleton(Federation.Asker.Catalog);
        builder.Services.AddSingleton(new ApiToken(Token));
        builder.Services.AddSingleton<PeerTraffic>();
        builder.Services.AddVerificationApi();
        _app = builder.Build();
        _app.UseRouting();
        _app.UseApiToken();
        _app.MapVerificationApi();
        await _app.StartAsync();
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        (Rest, Grpc) = (new Uri(addresses[0]), new Uri(addresses[1]));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Federation.DisposeAsync();
        Assert.True(!_log.Errors.Any(), string.Join("\n", _log.Errors));
    }
}
