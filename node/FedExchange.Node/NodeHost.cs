using System.Runtime.InteropServices;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Policy;
using FedExchange.Registers;

namespace FedExchange.Node;

/// <summary>Runs a node as a process.</summary>
public static class NodeHost
{
    /// <summary>Runs the node in a directory until SIGTERM, Ctrl-C or cancellation.</summary>
    /// <param name="directory">The node's directory, made by <see cref="NodeSetup"/> and joined by <see cref="NodeEnrolment"/>.</param>
    /// <param name="cancellationToken">Stops the node.</param>
    /// <returns>0 after a clean stop; when the node could not start, with the reason on standard error: 2 when its settings or its registers must be mended first, 1 otherwise.</returns>
    public static async Task<int> RunAsync(string directory, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await using var node = await RunningNode.StartAsync(directory, new NodeHostSettings(), stop.Token);
            await node.Ended(stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (IsForPeople(e))
        {
            await Console.Error.WriteLineAsync($"The node cannot start. {e.Message}");
            return e is NodeException or RegisterException or PolicyException ? 2 : 1;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true; // the process ends when the node has stopped cleanly
            stop.Cancel();
        }
    }

    // What a person can mend; anything else is a fault of ours and keeps its stack trace.
    private static bool IsForPeople(Exception e) =>
        e is NodeException or RegisterException or DirectoryException or AuditLogException or PolicyException or IOException or UnauthorizedAccessException;
}
