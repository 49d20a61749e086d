using System.Security.Cryptography;
using System.Text;
using FedExchange.Crypto;
using FedExchange.Crypto.Hashing;
using FedExchange.Governance.Consent;
using FedExchange.Governance.Definitions;
using FedExchange.Registers;

namespace FedExchange.Node.Participations;

/// <summary>A question that was checked: inside, everything is valid. Personal data: the text form says nothing.</summary>
internal sealed class VerificationPlan
{
    private VerificationPlan(VerificationQuestion question, VerificationDefinition definition, string subjectId, string subjectName, string purpose)
    {
        Question = question;
        Definition = definition;
        SubjectId = subjectId;
        SubjectName = subjectName;
        Purpose = purpose;
    }

    /// <summary>As it was asked.</summary>
    public VerificationQuestion Question { get; }

    /// <summary>What is asked.</summary>
    public VerificationDefinition Definition { get; }

    /// <summary>Canonical identifier.</summary>
    public string SubjectId { get; }

    /// <summary>Name, as far as the definition wants one; otherwise empty, and then no department sees it.</summary>
    public string SubjectName { get; }

    /// <summary>Purpose.</summary>
    public string Purpose { get; }

    /// <summary>Consent token; empty for none.</summary>
    public string Consent => Question.Consent;

    /// <summary>Hash of the caller's idempotency key, 32 bytes; empty when there is none.</summary>
    public byte[] KeyHash => Question.IdempotencyKey.Length == 0 ? [] : SHA256.HashData(Encoding.UTF8.GetBytes(Question.IdempotencyKey));

    /// <summary>Checks a question.</summary>
    /// <returns>The plan, or why there is none.</returns>
    public static (VerificationPlan? Plan, VerificationOutcome.Failed? Problem) Make(
        VerificationQuestion question, DefinitionCatalog catalog, VerificationLimits limits)
    {
        // 1. definition and version
        (string id, string version) = question.Definition.Split('@', 2) is [var name, var number] ? (name, number) : (question.Definition, "");
        if (catalog.Find(id, out string unusable) is not { } definition)
        {
            return unusable.Length > 0
                ? Fail(VerificationReasons.UnusableDefinition, $"The definition is published but cannot be used: {unusable}")
                : Fail(VerificationReasons.UnknownDefinition, "No definition is published under this id; GET /v1/definitions lists those that are.");
        }

        if (version.Length > 0 && version != definition.Version.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            return Fail(VerificationReasons.UnknownDefinition, $"The directory publishes version {definition.Version} of {definition.Id}, not the one asked for.");
        }

        // 2. subject
        if (!ResidentId.TryCanonicalise(question.SubjectId, out string subjectId))
        {
            return Fail(VerificationReasons.InvalidSubjectId, "subject.id is no resident identity number: 18 characters with a right check character and birth date, or the old form of 15 digits.");
        }

        string subjectName = definition.SubjectName == NameUse.None ? "" : question.SubjectName.Trim();
        if (definition.SubjectName == NameUse.Required && subjectName.Length == 0)
        {
            return Fail(VerificationReasons.InvalidSubjectName, $"{definition.Id} compares the subject's name: send it as subject.name.");
        }

        if (subjectName.Length > limits.NameLength)
        {
            return Fail(VerificationReasons.InvalidSubjectName, $"subject.name is longer than {limits.NameLength} characters.");
        }

        // 3. purpose
        if (question.Purpose.Length == 0 && definition.Purposes.Count != 1)
        {
            return Fail(VerificationReasons.WrongPurpose, $"{definition.Id} serves several purposes: send the one meant ({string.Join(", ", definition.Purposes)}).");
        }

        string purpose = question.Purpose.Length == 0 ? definition.Purposes[0] : question.Purpose;
        if (!definition.Purposes.Contains(purpose))
        {
            return Fail(VerificationReasons.WrongPurpose, $"{definition.Id} is for {string.Join(", ", definition.Purposes)} and for nothing else.");
        }

        // 4. consent and key: only what cannot be right by its form; the providers check the rest
        if (question.Consent.Length > ConsentToken.MaxLength)
        {
            return Fail(ConsentRefusal.Malformed, "The consent is longer than any consent token; send the issuer's token unchanged.");
        }

        if (question.IdempotencyKey.Length > limits.IdempotencyKeyLength || question.IdempotencyKey.Any(c => c is < ' ' or > '~'))
        {
            return Fail(VerificationReasons.InvalidIdempotencyKey, $"An idempotency key has at most {limits.IdempotencyKeyLength} printable ASCII characters; a UUID is a good one.");
        }

        return (new VerificationPlan(question, definition, subjectId, subjectName, purpose), null);
    }

    /// <summary>Hash of the question, salted by the one-time request id so that nobody can guess the subject from it.</summary>
    public byte[] RequestHash(ReadOnlySpan<byte> requestId) =>
        new TranscriptHash(DomainSeparation.VerificationRequest)
            .Add(requestId).Add(Question.Definition).Add(SubjectId).Add(SubjectName).Add(Purpose).Add(Consent).Finish();

    /// <summary>The definition only.</summary>
    public override string ToString() => $"plan under {Definition.Id}";

    private static (VerificationPlan?, VerificationOutcome.Failed?) Fail(string code, string detail) =>
        (null, new VerificationOutcome.Failed(code, detail, Retryable: false));
}
