namespace FedExchange.Registers;

/// <summary>
/// Keeps the scan of an in-place register fresh: its owner goes on writing, and new rows can be as dirty as old ones. A read
/// that finds the scan too old starts the next one behind itself and goes on with what is known.
/// </summary>
internal sealed class NumberWatch : IAsyncDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly Func<CancellationToken, Task<NumberScan>> scan;
    private readonly TimeProvider timeProvider;
    private readonly CancellationTokenSource stopping = new();
    private volatile NumberScan current;
    private long scannedAt;
    private Task running = Task.CompletedTask;
    private int isRunning;

    private NumberWatch(Func<CancellationToken, Task<NumberScan>> scan, TimeProvider timeProvider, NumberScan first)
    {
        this.scan = scan;
        this.timeProvider = timeProvider;
        current = first;
        scannedAt = timeProvider.GetTimestamp();
    }

    /// <summary>The newest finished scan; starts another when it is due.</summary>
    public NumberScan Current
    {
        get
        {
            if (timeProvider.GetElapsedTime(Volatile.Read(ref scannedAt)) >= Interval && Interlocked.Exchange(ref isRunning, 1) == 0)
                running = Task.Run(RefreshAsync);
            return current;
        }
    }

    /// <summary>The scan under way, or the last one.</summary>
    public Task Running => running;

    public static async Task<NumberWatch> StartAsync(Func<CancellationToken, Task<NumberScan>> scan, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        new(scan, timeProvider, await scan(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RefreshAsync()
    {
        try
        {
            current = await scan(stopping.Token);
        }
        catch (Exception failure) when (failure is RegisterException or OperationCanceledException)
        {
            // The register cannot be read now, or the node stops. Reads say so themselves; the next interval tries again.
        }
        finally
        {
            Volatile.Write(ref scannedAt, timeProvider.GetTimestamp());
            Volatile.Write(ref isRunning, 0);
        }
    }
}
