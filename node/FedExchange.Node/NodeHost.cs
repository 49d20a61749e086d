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
    /// <returns>When the node has stopped cleanly.</returns>
    /// <exception cref="NodeStartException">It could not start.</exception>
    public static async Task RunAsync(string directory, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await using var node = await RunningNode.StartAsync(directory, new NodeHostSettings(), stop.Token);
            await node.Ended(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop while starting.
        }
        catch (Exception e) when (CodeFor(e) is { } code)
        {
            throw new NodeStartException(code, $"The node cannot start. {e.Message}", e is NodeException or RegisterException or PolicyException, e);
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true; // the process ends when the node has stopped cleanly
            stop.Cancel();
        }
    }

    // What a person can mend; anything else is a fault of ours and keeps its stack trace.
    private static string? CodeFor(Exception e) => e switch
    {
        NodeException node => node.Code,
        RegisterException => "REGISTER_INVALID",
        PolicyException => "POLICY_INVALID",
        DirectoryException directory => directory.Reason,
        AuditLogException log => log.Reason,
        IOException or UnauthorizedAccessException => "START_FAILED",
        _ => null,
    };
}
