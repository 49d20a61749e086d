using System.Net;
using FedExchange.Coordinator.Jobs;
using FedExchange.Coordinator.Storage;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;

namespace FedExchange.Coordinator.Hosting;

/// <summary>One Orleans silo inside this process: membership in memory, grain state in the coordinator's database, no ports.</summary>
internal static class SingleSilo
{
    // Names the silo to itself; nothing listens on it.
    private const int NominalPort = 11111;

    public static void Configure(ISiloBuilder silo, CoordinatorOptions options)
    {
        silo.UseLocalhostClustering(siloPort: NominalPort, gatewayPort: 0, serviceId: "fedexchange-coordinator", clusterId: options.Region);
        silo.Configure<EndpointOptions>(endpoint => endpoint.AdvertisedIPAddress = IPAddress.Loopback);
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(30));
        // Named here, so that the grains are found whatever program hosts the coordinator.
        silo.Services.AddSerializer(serializer => serializer.AddAssembly(typeof(JobGrain).Assembly));
        silo.Services.AddGrainStorage(JobGrain.Storage, (services, _) => new SqliteGrainStorage(services.GetRequiredService<CoordinatorDatabase>()));
        CloseListeners(silo.Services);
    }

    private static void CloseListeners(IServiceCollection services)
    {
        var listeners = services.Where(s => s.IsKeyedService && s.ServiceType == typeof(IConnectionListenerFactory)).ToList();
        foreach (var listener in listeners)
        {
            services.Remove(listener);
            services.AddKeyedSingleton<IConnectionListenerFactory>(listener.ServiceKey, new NoListener());
        }
    }
}
