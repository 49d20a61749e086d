using System.Net;
using System.Security.Authentication;
using FedExchange.Coordinator.Directory;
using FedExchange.Coordinator.Enrolment;
using FedExchange.Coordinator.Jobs;
using FedExchange.Coordinator.Links;
using FedExchange.Coordinator.Services;
using FedExchange.Coordinator.Storage;
using FedExchange.Coordinator.Witness;
using FedExchange.Crypto.Randomness;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Serilog;
using Serilog.Core;

namespace FedExchange.Coordinator.Hosting;

/// <summary>Puts the parts together: services, silo, and one TLS port for gRPC.</summary>
internal static class CoordinatorApplication
{
    private const int LargestMessage = 2 << 20;

    public static WebApplication Build(
        CoordinatorPaths paths, CoordinatorOptions options, TimeProvider time, CoordinatorDatabase database, CoordinatorIdentity identity,
        DirectoryRegistry directory, Logger serilog, IPEndPoint endpoint, Action<IServiceCollection>? configure)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = paths.Directory, ApplicationName = "FedExchange.Coordinator" });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.Services.AddSerilog(serilog, dispose: false);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, endpoint, identity));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = LargestMessage);
        builder.Services.Configure<JobOptions>(jobs => (jobs.Resend, jobs.Deadline) = (options.JobResend, options.JobDeadline));
        builder.Services.Configure<LinkLimits>(links => links.ExchangeTimeout = options.RelayTimeout);
        AddParts(builder.Services, options, database, identity, directory);
        builder.UseOrleans(silo => SingleSilo.Configure(silo, options));
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapGrpcService<EnrolmentGrpcService>();
        app.MapGrpcService<LinkGrpcService>();
        app.MapGrpcService<AdminGrpcService>();
        return app;
    }

    private static void AddParts(
        IServiceCollection services, CoordinatorOptions options, CoordinatorDatabase database, CoordinatorIdentity identity, DirectoryRegistry directory)
    {
        // Made, and disposed of, outside the container.
        services.AddSingleton(database);
        services.AddSingleton(identity);
        services.AddSingleton(options);
        services.AddSingleton(directory);
        services.AddSingleton<IRandomSource>(SystemRandomSource.Instance);
        services.AddSingleton<CoordinatorAddress>();
        services.AddSingleton<CallerGate>();
        services.AddSingleton<TokenDesk>();
        services.AddSingleton<EnrolmentDesk>();
        services.AddSingleton<DefinitionDesk>();
        services.AddSingleton<AddressBook>();
        services.AddSingleton<CheckpointWitness>();
        services.AddSingleton<LinkTable>();
        services.AddSingleton<LinkFrameHandler>();
        services.AddSingleton<JobCatalogue>();
        services.AddSingleton<JobDriver>();
        services.AddSingleton<JobDesk>();
        services.AddHostedService<DirectoryPush>();
    }

    private static void Listen(KestrelServerOptions kestrel, IPEndPoint endpoint, CoordinatorIdentity identity)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        // A link has its own idea of silence; bytes may be rare on it.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(endpoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificateSelector = (_, _) => identity.Server,
                SslProtocols = SslProtocols.Tls13,
                // Join needs no certificate, so TLS takes any; who may do what is CallerGate's to say, with a reason.
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                ClientCertificateValidation = (_, _, _) => true,
            });
        });
    }
}
