using FedExchange.Governance.Directory;

namespace FedExchange.Node.Peers;

/// <summary>
/// Agrees on pair keys in the background: at the start, where each key in use is also checked with its other end, whenever the directory
/// changes, and again with growing pauses while a peer is away.
/// </summary>
internal sealed class PairKeyKeeper(
    PairKeyRing ring, PairKeyAgreement agreement, PairKeyDemand demand, DirectoryStore directory, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>How many keys there are, and how many are needed.</summary>
    public (int Have, int Want) Count
    {
        get
        {
            IReadOnlyList<string> wanted = demand.Peers();
            return (ring.Count(wanted), wanted.Count);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using SemaphoreSlim changed = new(0);
        void Wake(object? sender, EventArgs e) => changed.Release();
        directory.Changed += Wake;
        try
        {
            HashSet<string> settled = new(StringComparer.Ordinal);
            TimeSpan pause = FirstPause;
            while (true)
            {
                string[] open = [.. demand.Peers().Where(peer => !settled.Contains(peer) || !ring.TryGet(peer, out _))];
                await Task.WhenAll(open.Select(async peer =>
                {
                    if (await SettleAsync(peer, stoppingToken))
                    {
                        lock (settled)
                        {
                            settled.Add(peer);
                        }
                    }
                }));
                bool done = open.All(settled.Contains);
                bool woken = await WaitAsync(changed, done ? Timeout.InfiniteTimeSpan : pause, stoppingToken);
                pause = woken || done ? FirstPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
        }
        finally
        {
            directory.Changed -= Wake;
        }
    }

    private async Task<bool> SettleAsync(string peer, CancellationToken stoppingToken)
    {
        try
        {
            await agreement.CheckAsync(peer, stoppingToken);
            return true;
        }
        catch (PairKeyException)
        {
            // Logged where it arose; tried again after the pause.
            return false;
        }
    }

    private async Task<bool> WaitAsync(SemaphoreSlim changed, TimeSpan pause, CancellationToken stoppingToken)
    {
        using CancellationTokenSource timer = new(pause, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stoppingToken);
        try
        {
            await changed.WaitAsync(both.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
