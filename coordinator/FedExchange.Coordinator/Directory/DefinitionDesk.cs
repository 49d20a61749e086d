using FedExchange.Coordinator.Services;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Admin.V1;
using Grpc.Core;

namespace FedExchange.Coordinator.Directory;

/// <summary>Publishes definitions: only what parses, names members, and does not change a published version.</summary>
internal sealed class DefinitionDesk(DirectoryRegistry directory)
{
    /// <summary>Publishes a definition in the next directory. Publishing the same again changes nothing.</summary>
    /// <exception cref="RpcException">INVALID_DEFINITION, UNKNOWN_PROVIDER or VERSION_TAKEN.</exception>
    public async Task<PublishDefinitionResponse> PublishAsync(ReadOnlyMemory<byte> source)
    {
        var definition = Parse(source.Span);
        var signed = await directory.ChangeAsync((draft, _) =>
        {
            var strangers = definition.Providers.Where(p => draft.Find(p) is not { } m || !m.HasRole(MemberRoles.Provider)).ToList();
            if (strangers.Count > 0)
            {
                throw Refusal.Of(
                    StatusCode.FailedPrecondition, "UNKNOWN_PROVIDER", $"Not a member with the role provider: {string.Join(", ", strangers)}. Enrol these nodes first.");
            }

            var published = draft.Definitions.Find(d => d.Id == definition.Id);
            if (published?.Hash == definition.HashHex && published.Version == definition.Version)
            {
                return false;
            }

            if (published is not null && definition.Version <= published.Version)
            {
                throw Refusal.Of(
                    StatusCode.FailedPrecondition, "VERSION_TAKEN", $"{definition.Id} is published as version {published.Version}; raise the version of a changed definition.");
            }

            draft.Replace(new PublishedDefinition(definition.Id, definition.Version, definition.HashHex, definition.Source));
            return true;
        });
        return new PublishDefinitionResponse { Id = definition.Id, Hash = definition.HashHex, DirectoryVersion = signed.Directory.Version };
    }

    private static VerificationDefinition Parse(ReadOnlySpan<byte> source)
    {
        try
        {
            return VerificationDefinition.Parse(source, "definition");
        }
        catch (DefinitionException e)
        {
            throw Refusal.Of(StatusCode.InvalidArgument, "INVALID_DEFINITION", e.Message);
        }
    }
}
