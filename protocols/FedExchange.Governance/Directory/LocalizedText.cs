namespace FedExchange.Governance.Directory;

/// <summary>A text for people, in the two languages of the product.</summary>
/// <param name="En">English.</param>
/// <param name="Zh">Chinese.</param>
public sealed record LocalizedText(string En, string Zh);
