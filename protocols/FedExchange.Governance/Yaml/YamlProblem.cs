namespace FedExchange.Governance.Yaml;

/// <summary>Something wrong in a YAML file.</summary>
/// <param name="Line">The line, from 1; 0 when it concerns the whole file.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record YamlProblem(int Line, string Message);
