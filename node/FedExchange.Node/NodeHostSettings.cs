using FedExchange.Crypto.Randomness;
using FedExchange.Node.Links;

namespace FedExchange.Node;

/// <summary>What a node runs with beside its files; tests put their own in.</summary>
internal sealed record NodeHostSettings
{
    /// <summary>Clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Randomness.</summary>
    public IRandomSource Random { get; init; } = SystemRandomSource.Instance;

    /// <summary>The link's patience.</summary>
    public LinkTimings Link { get; init; } = new();

    /// <summary>Whether to log to standard error as well as to the file.</summary>
    public bool LogToConsole { get; init; } = true;

    /// <summary>Last changes to the services, before the node is built.</summary>
    public Action<IServiceCollection>? Configure { get; init; }
}
