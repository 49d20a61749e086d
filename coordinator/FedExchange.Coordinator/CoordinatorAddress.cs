namespace FedExchange.Coordinator;

/// <summary>Where nodes reach this coordinator; known once it listens.</summary>
internal sealed class CoordinatorAddress
{
    private string? _value;

    /// <summary><c>host:port</c>.</summary>
    public string Value
    {
        get => _value ?? throw new InvalidOperationException("The coordinator does not listen yet.");
        set => _value = value;
    }
}
