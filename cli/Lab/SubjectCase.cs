namespace FedExchange.Cli.Lab;

/// <summary>One person to ask about. Not a record, because a record would print the person.</summary>
internal sealed class SubjectCase(string id, string? name, bool? expected, bool expectsUndetermined = false)
{
    /// <summary>Identifier as the applicant writes it.</summary>
    public string Id { get; } = id;

    /// <summary>Name as the applicant writes it.</summary>
    public string? Name { get; } = name;

    /// <summary>The right answer; null where it is not known.</summary>
    public bool? Expected { get; } = expected;

    /// <summary>The right answer is known to be undetermined; a definite one is then wrong.</summary>
    public bool ExpectsUndetermined { get; } = expectsUndetermined;
}
