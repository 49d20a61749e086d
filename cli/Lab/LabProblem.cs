namespace FedExchange.Cli.Lab;

/// <summary>One thing to correct in a lab file.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record LabProblem(long Line, string Message);
