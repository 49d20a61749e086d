namespace FedExchange.Cli.Lab;

/// <summary>Something a lab runs.</summary>
/// <param name="Name">Name in the report.</param>
internal abstract record LabJob(string Name);
