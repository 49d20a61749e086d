namespace FedExchange.Governance.Definitions;

/// <summary>What names may look like. Narrow on purpose: they appear in hashes, file names, URLs and log entries.</summary>
internal static class Identifiers
{
    public const string Hint = "ASCII letters, digits, dots, dashes, colons and underscores, starting with a letter, at most 64 characters";

    /// <summary>Ids of definitions, nodes and purposes.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= 64 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':');

    /// <summary>Names of inputs within a rule.</summary>
    public static bool IsInputName(string text) =>
        text.Length is > 0 and <= 64 && (char.IsAsciiLetter(text[0]) || text[0] == '_') && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
