using System.Globalization;
using FedExchange.Cli.Connections;
using FedExchange.Cli.Lab;
using FedExchange.Crypto.Merkle;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Receipts;

namespace FedExchange.Cli.Commands;

/// <summary>Verifies receipts offline and says what was checked.</summary>
internal static class ReceiptChecker
{
    /// <summary>Verifies a receipt's text.</summary>
    public static ReceiptReport Check(string json, MemberDirectory directory)
    {
        var verification = VerificationReceipt.Verify(json, directory);
        var claims = new Dictionary<string, string>();
        if (verification.Claims is { } said)
        {
            claims["result"] = said.Result;
            claims["definition"] = string.Create(CultureInfo.InvariantCulture, $"{said.Definition} version {said.DefinitionVersion}");
            claims["definitionHash"] = said.DefinitionHash;
            claims["purpose"] = said.Purpose;
            claims["issuer"] = said.Issuer;
            claims["providers"] = string.Join(", ", said.Providers);
            claims["issuedAt"] = said.IssuedAt.ToString("u", CultureInfo.InvariantCulture);
            claims["consentHash"] = said.ConsentHash ?? "none";
            claims["requestHash"] = said.RequestHash;
            claims["directoryVersion"] = said.DirectoryVersion.ToString(CultureInfo.InvariantCulture);
            claims["suite"] = said.Suite;
        }

        string[] passed =
        [
            $"the issuer is a member in good standing of region {directory.Region} (directory version {directory.Version}, its signature checked with the region's key)",
            "the signature (ES256) is the issuer's",
            $"the answer stands in the issuer's audit log (RFC 6962 inclusion proof up to {verification.Checkpoint?.Size ?? 0} entries)",
            "the log's checkpoint is signed by the issuer's log key (Ed25519)",
            "the log entry is about this very answer",
        ];
        return new ReceiptReport(verification.IsValid, verification.IsValid ? passed : [], verification.Problems, claims);
    }

    /// <summary>The checkpoint that a valid receipt carries.</summary>
    public static SignedCheckpoint Checkpoint(string file, MemberDirectory directory)
    {
        var verification = VerificationReceipt.Verify(File.ReadAllText(file), directory);
        return verification is { IsValid: true, Checkpoint: { } checkpoint }
            ? checkpoint
            : throw new CommandException($"{file} is no valid receipt, so it is no witness: {string.Join(" ", verification.Problems)}");
    }

    /// <summary>Finds the directory to check a receipt with.</summary>
    /// <param name="receipt">The receipt's file.</param>
    /// <param name="directory">--directory FILE; its key is directory.pub beside it unless named.</param>
    /// <param name="key">--key FILE.</param>
    /// <param name="node">--node DIR.</param>
    public static MemberDirectory Directory(string receipt, string? directory, string? key, string? node)
    {
        if (node is not null)
        {
            return MemberFolder.Open(node).Directory;
        }

        var beside = Path.GetDirectoryName(Path.GetFullPath(directory ?? receipt))!;
        var jws = directory ?? Path.Combine(beside, "directory.jws");
        if (!File.Exists(jws))
        {
            throw new CommandException($"A receipt is checked against the region's signed directory. There is none at {jws}: name it with --directory FILE, or a node that has it with --node DIR.");
        }

        return MemberFolder.ReadDirectory(jws, key ?? Path.Combine(beside, "directory.pub"));
    }
}
