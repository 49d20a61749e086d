namespace FedExchange.Node.Participations;

/// <summary>A verification as an in-house system asks it, not yet checked. Personal data: the text form says nothing.</summary>
internal sealed class VerificationQuestion
{
    /// <summary>Definition id; "@3" behind it asks for that version.</summary>
    public required string Definition { get; init; }

    /// <summary>Identifier as the caller wrote it.</summary>
    public required string SubjectId { get; init; }

    /// <summary>Name as the caller wrote it; empty for none.</summary>
    public string SubjectName { get; init; } = "";

    /// <summary>Consent token; empty for none.</summary>
    public string Consent { get; init; } = "";

    /// <summary>Registered purpose; empty takes the definition's only one.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>Repeating a key gives the first answer; empty makes each call a new question.</summary>
    public string IdempotencyKey { get; init; } = "";

    /// <summary>The definition only.</summary>
    public override string ToString() => $"question under {Definition}";
}
