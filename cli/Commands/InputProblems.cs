using System.Security.Cryptography;
using System.Text.Json;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Policy;
using FedExchange.Registers;
using YamlDotNet.Core;

namespace FedExchange.Cli.Commands;

/// <summary>Exceptions of the libraries that mean "your input is wrong", in words.</summary>
internal static class InputProblems
{
    /// <summary>The words, or null where the exception means something else.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        RegisterException or PolicyException or DefinitionException => exception.Message,
        FileNotFoundException missing => $"There is no file {missing.FileName}.",
        DirectoryNotFoundException missing => missing.Message,
        YamlException yaml => $"line {yaml.Start.Line}: {yaml.Message}",
        JsonException json => $"Not valid JSON: {json.Message}",
        FormatException format => format.Message,
        CryptographicException cryptographic => $"A key or a signature cannot be read: {cryptographic.Message}",
        UnauthorizedAccessException denied => denied.Message,
        IOException io => io.Message,
        _ => null,
    };
}
