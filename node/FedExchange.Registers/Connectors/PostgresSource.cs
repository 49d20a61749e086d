using Npgsql;

namespace FedExchange.Registers;

/// <summary>The connection to a PostgreSQL register: read-only sessions, pooled, the password from where the data set says.</summary>
internal static class PostgresSource
{
    private const int DefaultTimeoutSeconds = 10;

    public static NpgsqlDataSource Create(DataSetOptions options, string baseDirectory)
    {
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        }
        catch (ArgumentException bad)
        {
            throw new RegisterException($"Data set '{options.Name}': connectionString cannot be read; write it like Host=db;Port=5432;Database=registers;Username=reader.", bad);
        }

        if (PasswordOf(options, baseDirectory) is { } password)
            connection.Password = password;
        connection.Options = string.Join(' ', new[] { connection.Options, "-c default_transaction_read_only=on" }.Where(part => !string.IsNullOrEmpty(part)));
        connection.ApplicationName ??= "fedexchange";
        if (!connection.ContainsKey("Timeout"))
            connection.Timeout = DefaultTimeoutSeconds;
        if (!connection.ContainsKey("Command Timeout"))
            connection.CommandTimeout = DefaultTimeoutSeconds;
        connection.IncludeErrorDetail = false;
        connection.PersistSecurityInfo = false;
        return NpgsqlDataSource.Create(connection);
    }

    /// <summary>Says what to do about a failure; the server's text is left out because it may quote values.</summary>
    public static RegisterException Explain(DataSetOptions options, Exception failure)
    {
        var problem = failure switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                "PostgreSQL refused the user name or password; correct Username in connectionString, or what password, passwordEnv or passwordFile holds",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "the server has no such database; correct Database in connectionString",
            PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } =>
                $"the database has no table '{options.Table ?? options.Name}' that this user can see; correct table",
            PostgresException { SqlState: PostgresErrorCodes.UndefinedColumn } column => $"a column is missing ({column.MessageText}); correct the data set's column names",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => "the user may not read this table; grant SELECT on it",
            PostgresException { SqlState: PostgresErrorCodes.SyntaxError } => "the query is not valid SQL; correct query",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "the query tries to write; registers are only read",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "the server has no free connection; lower Maximum Pool Size in connectionString or raise max_connections",
            PostgresException other => $"PostgreSQL reported error {other.SqlState}",
            _ when IsPasswordMissing(failure) => "the server wants a password and none is given; set passwordEnv or passwordFile",
            TimeoutException or NpgsqlException { InnerException: TimeoutException } => "the server did not answer in time; check that it is up and not overloaded",
            _ => "the server cannot be reached; check Host and Port in connectionString and that the server is running",
        };
        return new RegisterException($"Data set '{options.Name}': {problem}.", failure);
    }

    private static bool IsPasswordMissing(Exception failure) =>
        failure is NpgsqlException { InnerException: null } && failure.Message.Contains("password", StringComparison.OrdinalIgnoreCase);

    private static string? PasswordOf(DataSetOptions options, string baseDirectory)
    {
        if (options.PasswordEnvironmentVariable is { } variable)
        {
            return Environment.GetEnvironmentVariable(variable)
                ?? throw new RegisterException($"Data set '{options.Name}': the environment variable {variable} is not set; set it to the password before starting the node.");
        }

        if (options.PasswordFile is not { } name)
            return options.Password;
        var path = Path.Combine(baseDirectory, name);
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new RegisterException($"Data set '{options.Name}': the password file {path} cannot be read; create it, readable for the node's user only.", missing);
        }
    }
}
