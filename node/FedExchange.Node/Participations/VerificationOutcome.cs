using FedExchange.Governance;

namespace FedExchange.Node.Participations;

/// <summary>What came of a question. A closed family.</summary>
internal abstract record VerificationOutcome
{
    private VerificationOutcome()
    {
    }

    /// <summary>All providers answered.</summary>
    /// <param name="Result">What is known.</param>
    /// <param name="Receipt">Receipt: JWS in JSON general serialisation.</param>
    internal sealed record Answered(Ternary Result, string Receipt) : VerificationOutcome;

    /// <summary>There is no answer.</summary>
    /// <param name="Code">Stable code; the interface's table lists them.</param>
    /// <param name="Detail">What to do, without data of the subject.</param>
    /// <param name="Retryable">Whether the same question may succeed later.</param>
    /// <param name="Provider">The provider that refused or was lost; null when the question did not leave this node.</param>
    internal sealed record Failed(string Code, string Detail, bool Retryable, string? Provider = null) : VerificationOutcome;
}
