using FedExchange.Coordinator;
using FedExchange.Node;

namespace FedExchange.Cli;

/// <summary>The doors of the two hosts that this program runs.</summary>
internal static class Hosts
{
    /// <summary>Makes a coordinator's folder.</summary>
    public static void InitCoordinator(string folder, string region, string listen, IReadOnlyList<string>? advertise = null)
    {
        try
        {
            CoordinatorSetup.Init(folder, region, listen, advertise is { Count: > 0 } ? advertise : null);
        }
        catch (CoordinatorException exception)
        {
            throw new CommandException(exception.Message, exception);
        }
    }

    /// <summary>Runs a coordinator until it is told to stop.</summary>
    public static async Task RunCoordinatorAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await CoordinatorHost.RunAsync(folder, cancellationToken);
        }
        catch (CoordinatorException exception)
        {
            throw new FailedException(exception.Message, "START_FAILED", exception);
        }
    }

    /// <summary>Makes a node's folder.</summary>
    /// <returns>SHA-256 of the sign key, hex.</returns>
    public static string InitNode(string folder, string id, string titleEn, string titleZh) => NodeSetup.Init(folder, id, titleEn, titleZh);

    /// <summary>Joins a region; tells of each stage.</summary>
    public static Task<JoinOutcome> JoinAsync(string folder, string token, Action<string> note, CancellationToken cancellationToken)
    {
        var told = false;
        return NodeEnrolment.JoinAsync(folder, token, new Stages(stage =>
        {
            if (stage == JoinProgress.WaitingForApproval && !told)
            {
                told = true;
                note($"Waiting for the operator's approval. Tell the operator this fingerprint by telephone: {Connections.SignKeyFile.Fingerprint(folder)}");
            }
        }), cancellationToken: cancellationToken);
    }

    /// <summary>Runs a node until it is told to stop.</summary>
    public static Task RunNodeAsync(string folder, CancellationToken cancellationToken) => NodeHost.RunAsync(folder, cancellationToken);

    // Progress<T> reports later and on another thread; here the order matters.
    private sealed class Stages(Action<JoinProgress> told) : IProgress<JoinProgress>
    {
        public void Report(JoinProgress value) => told(value);
    }
}
