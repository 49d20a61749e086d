namespace FedExchange.Crypto;

/// <summary>
/// Every label that goes into a hash, a key derivation or a signature, listed once, so that no two uses can share one.
/// A label never changes its meaning: a new construction gets a new label with the next version number.
/// </summary>
public static class DomainSeparation
{
    /// <summary>HPKE info of a sealed message between two nodes.</summary>
    public static ReadOnlySpan<byte> PeerSealing => "fedexchange/peer/v1"u8;

    /// <summary>Transcript under the signature of a message between two nodes.</summary>
    public static ReadOnlySpan<byte> PeerSignature => "fedexchange/peer-signature/v1"u8;

    /// <summary>HPKE export from which the key of a sealed reply is derived.</summary>
    public static ReadOnlySpan<byte> SealedReply => "fedexchange/sealed-reply/v1"u8;

    /// <summary>Derivation of the secret that two nodes share from the halves of both.</summary>
    public static ReadOnlySpan<byte> PairKey => "fedexchange/pair-key/v1"u8;

    /// <summary>Hash of everything that the parties of one verification must agree on.</summary>
    public static ReadOnlySpan<byte> ConjunctionBinding => "fedexchange/masked-conjunction/binding/v1"u8;

    /// <summary>Sharing of zero under the sum that tells whether every input is true.</summary>
    public static ReadOnlySpan<byte> ConjunctionAllTrue => "fedexchange/masked-conjunction/all-true/v1"u8;

    /// <summary>Sharing of zero under the sum that tells whether some input is definitely false.</summary>
    public static ReadOnlySpan<byte> ConjunctionAnyFalse => "fedexchange/masked-conjunction/any-false/v1"u8;

    /// <summary>Value with which two parties show that they were given the same question.</summary>
    public static ReadOnlySpan<byte> PairCheck => "fedexchange/pair-check/v1"u8;

    /// <summary>Masks of a secure sum.</summary>
    public static ReadOnlySpan<byte> MaskedSum => "fedexchange/masked-sum/v1"u8;

    /// <summary>PRF label: check value of a pair in a masked sum.</summary>
    public static ReadOnlySpan<byte> MaskedSumCheck => "fedexchange/masked-sum-check/v1"u8;

    /// <summary>Commitment of a consent to its subject.</summary>
    public static ReadOnlySpan<byte> SubjectCommitment => "fedexchange/consent/subject/v1"u8;

    /// <summary>A node's own pseudonym of a subject, for limits by subject; never leaves the node.</summary>
    public static ReadOnlySpan<byte> SubjectKey => "fedexchange/subject-key/v1"u8;

    /// <summary>Hash of a consent token as it stands in receipts.</summary>
    public static ReadOnlySpan<byte> ConsentToken => "fedexchange/consent/token/v1"u8;

    /// <summary>Hash of a verification request as it stands in receipts.</summary>
    public static ReadOnlySpan<byte> VerificationRequest => "fedexchange/verification/request/v1"u8;

    /// <summary>A node's derivation of the one-time request id from an idempotency key.</summary>
    public static ReadOnlySpan<byte> RequestId => "fedexchange/verification/request-id/v1"u8;

    /// <summary>A node's derivation of the masks of its share from what the parties agree on.</summary>
    public static ReadOnlySpan<byte> ShareMasks => "fedexchange/verification/share-masks/v1"u8;

    /// <summary>Salted commitment to an audit entry.</summary>
    public static ReadOnlySpan<byte> AuditEntry => "fedexchange/audit/entry/v1"u8;

    /// <summary>Derivation of the key under which a node seals secrets in its own database.</summary>
    public static ReadOnlySpan<byte> NodeStorage => "fedexchange/node-storage/v1"u8;

    /// <summary>Expansion of a short seed into the key of a reproducible random source.</summary>
    public static ReadOnlySpan<byte> SeededRandom => "fedexchange/seeded-random/v1"u8;
}
