namespace FedExchange.Governance.Definitions;

/// <summary>Whether the subject's name goes to the departments beside the id.</summary>
public enum NameUse
{
    /// <summary>Only the id.</summary>
    None = 0,

    /// <summary>When the asker has it; departments then compare it.</summary>
    Optional = 1,

    /// <summary>A request without a name is refused.</summary>
    Required = 2,
}
