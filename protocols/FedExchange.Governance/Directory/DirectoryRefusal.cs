namespace FedExchange.Governance.Directory;

/// <summary>The stable codes with which a directory is refused.</summary>
public static class DirectoryRefusal
{
    /// <summary>The text is no signed directory.</summary>
    public const string Malformed = "DIRECTORY_MALFORMED";

    /// <summary>The signature is not by the region's directory key.</summary>
    public const string BadSignature = "DIRECTORY_BAD_SIGNATURE";

    /// <summary>Older than a directory that this node has already accepted.</summary>
    public const string Rollback = "DIRECTORY_ROLLBACK";

    /// <summary>The same version with other content: the coordinator shows two faces.</summary>
    public const string Fork = "DIRECTORY_FORK";

    /// <summary>For another region than the one this node belongs to.</summary>
    public const string WrongRegion = "DIRECTORY_WRONG_REGION";
}
