namespace FedExchange.Governance.Expressions;

/// <summary>The rows of one subject, table by table.</summary>
public interface ISubjectRows
{
    /// <summary>The subject's rows in a table, or null when the table was not read; what asks it is then undetermined.</summary>
    TableRows? Rows(string table);
}
