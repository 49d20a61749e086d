using System.ComponentModel;

namespace FedExchange.Node.Api;

/// <summary>One definition, as callers need it.</summary>
internal sealed class DefinitionBody
{
    /// <summary>Id.</summary>
    [Description("Definition id.")]
    public required string Id { get; init; }

    /// <summary>Version.</summary>
    [Description("Published version.")]
    public required int Version { get; init; }

    /// <summary>Hash.</summary>
    [Description("Hash of the canonical form, 64 hex digits: goes into consents and receipts.")]
    public required string Hash { get; init; }

    /// <summary>Title in English.</summary>
    [Description("Title in English.")]
    public required string TitleEn { get; init; }

    /// <summary>Title in Chinese.</summary>
    [Description("Title in Chinese.")]
    public required string TitleZh { get; init; }

    /// <summary>Purposes.</summary>
    [Description("Purposes it may be asked for.")]
    public required IReadOnlyList<string> Purposes { get; init; }

    /// <summary>Providers.</summary>
    [Description("Node ids of the departments that answer.")]
    public required IReadOnlyList<string> Providers { get; init; }

    /// <summary>Use of the subject's name.</summary>
    [Description("Whether the subject's name is none, optional or required.")]
    public required string SubjectName { get; init; }
}

/// <summary>All definitions.</summary>
internal sealed class DefinitionsBody
{
    /// <summary>By id.</summary>
    [Description("All published definitions, by id.")]
    public required IReadOnlyList<DefinitionBody> Definitions { get; init; }
}
