namespace FedExchange.Registers;

/// <summary>What an import does with a row that does not fit its columns.</summary>
public enum BadRowHandling
{
    /// <summary>Refuse the whole file, naming the row; nothing is imported.</summary>
    Refuse,

    /// <summary>Keep the row aside; its subject, as far as it can be told, is undetermined.</summary>
    Quarantine,
}
