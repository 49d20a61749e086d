using FedExchange.Coordinator.Links;
using FedExchange.Governance.Directory;

namespace FedExchange.Coordinator.Directory;

/// <summary>Pushes every new directory over the links, and signs the present one anew well before it expires.</summary>
internal sealed class DirectoryPush(
    DirectoryRegistry directory, LinkTable links, IGrainFactory grains, TimeProvider time, ILogger<DirectoryPush> log) : BackgroundService
{
    private static readonly TimeSpan s_check = TimeSpan.FromMinutes(30);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        directory.Changed += OnChanged;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        directory.Changed -= OnChanged;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_check, time);
        try
        {
            do
            {
                await RenewAsync();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping; also when the host gave up before it had started.
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            await directory.RenewAsync();
        }
#pragma warning disable CA1031 // The directory in force holds for days yet; the next round tries again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.DirectoryNotRenewed(e);
        }
    }

    private void OnChanged(SignedDirectory signed)
    {
        log.DirectoryInForce(signed.Directory.Version, signed.Directory.Members.Count, signed.Directory.Definitions.Count);
        foreach (var node in links.ConnectedNodes())
        {
            _ = PushAsync(node, signed);
        }
    }

    private async Task PushAsync(string node, SignedDirectory signed)
    {
        try
        {
            await grains.GetGrain<INodeLinkGrain>(node).DirectoryChangedAsync(
                signed.Directory.Version, signed.Directory.FindActive(node) is not null);
        }
#pragma warning disable CA1031 // The node gets the directory with its next connection.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.FrameFailed(node, e);
        }
    }
}
