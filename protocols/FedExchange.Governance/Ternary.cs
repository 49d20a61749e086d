namespace FedExchange.Governance;

/// <summary>What a register, or several together, can say about a question: yes, no, or that a person has to look.</summary>
public enum Ternary
{
    /// <summary>The records do not decide: missing, ambiguous or stale.</summary>
    Undetermined = 0,

    /// <summary>Definitely not so.</summary>
    False = 1,

    /// <summary>Definitely so.</summary>
    True = 2,
}
