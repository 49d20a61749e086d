using FedExchange.Governance.Definitions;

namespace FedExchange.Cli.Commands;

/// <summary>Reads a definition from a file.</summary>
internal static class DefinitionFile
{
    /// <summary>Reads it.</summary>
    /// <exception cref="CommandException">The file is missing or wrong; all problems with their lines.</exception>
    public static VerificationDefinition Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandException($"There is no definition file {path}.");
        }

        try
        {
            return VerificationDefinition.Parse(File.ReadAllBytes(path), path);
        }
        catch (DefinitionException exception)
        {
            throw new CommandException(exception.Message, exception);
        }
    }
}
