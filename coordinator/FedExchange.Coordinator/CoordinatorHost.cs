using System.Runtime.InteropServices;
using FedExchange.Coordinator.Hosting;

namespace FedExchange.Coordinator;

/// <summary>Runs a coordinator until it is told to stop.</summary>
public static class CoordinatorHost
{
    /// <summary>Runs the coordinator of a directory until SIGTERM, Ctrl-C or cancellation; then stops cleanly.</summary>
    /// <param name="directory">The coordinator's directory, made by <see cref="CoordinatorSetup.Init"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>When it has stopped cleanly.</returns>
    /// <exception cref="CoordinatorException">It could not start; the message says what to do.</exception>
    public static async Task RunAsync(string directory, CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await using var server = await CoordinatorServer.StartAsync(directory, cancellationToken: stop.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop while starting.
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
