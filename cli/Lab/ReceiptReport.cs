namespace FedExchange.Cli.Lab;

/// <summary>Offline verification of a receipt.</summary>
/// <param name="Valid">Whether every check passed.</param>
/// <param name="Checked">What was checked, in words.</param>
/// <param name="Problems">What is wrong; empty for a valid receipt.</param>
/// <param name="Claims">What the receipt says.</param>
internal sealed record ReceiptReport(bool Valid, IReadOnlyList<string> Checked, IReadOnlyList<string> Problems, IReadOnlyDictionary<string, string> Claims);
