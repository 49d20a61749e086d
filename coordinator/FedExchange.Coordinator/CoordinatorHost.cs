using System.Runtime.InteropServices;
using FedExchange.Coordinator.Hosting;

namespace FedExchange.Coordinator;

/// <summary>Runs a coordinator until it is told to stop.</summary>
public static class CoordinatorHost
{
    /// <summary>Runs the coordinator of a directory until SIGTERM, Ctrl-C or cancellation; then stops cleanly.</summary>
    /// <param name="directory">The coordinator's directory, made by <see cref="CoordinatorSetup.Init"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>0 after a clean stop, 1 when it could not start; the reason stands on standard error.</returns>
    public static async Task<int> RunAsync(string directory, CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await using var server = await CoordinatorServer.StartAsync(directory, cancellationToken: stop.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        catch (CoordinatorException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0; // told to stop while starting
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
