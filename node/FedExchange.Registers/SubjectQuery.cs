namespace FedExchange.Registers;

/// <summary>Whose rows to read. Personal data: the text form says nothing.</summary>
public sealed class SubjectQuery
{
    /// <summary>The canonical resident number, as <see cref="ResidentId.TryCanonicalise"/> gives it.</summary>
    public required string CanonicalId { get; init; }

    /// <summary>The person's name, when the definition asks for it.</summary>
    public string? Name { get; init; }

    /// <summary>The definition's greatest age of a row; null when age does not matter.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The kind only.</summary>
    public override string ToString() => nameof(SubjectQuery);
}
