namespace FedExchange.Node;

/// <summary>The files that a fresh node starts with: their comments teach what can be written.</summary>
internal static class NodeTemplates
{
    /// <summary>policy.yaml without a rule.</summary>
    public const string Policy = """
        # What this node answers. Without a matching rule everything is refused, so an empty list is safe.
        # Changes count at once, without a restart; a mistake in this file makes the node refuse everything until it is mended.
        #
        # rules:
        #   - name: first-home checks             # appears in the audit log
        #     protocol: verification              # verification or count
        #     requesters: [one-stop]              # node ids, or "*" for every member
        #     purposes: [housing.first-home]
        #     definitions: [housing.first-home]   # each also needs 'fedx node approve'
        #     consent: required                   # the citizen's signed consent
        #     limits: {perRequester: 600/h, perSubject: 30/d}
        #   - name: yearly statistics
        #     protocol: count
        #     requesters: [one-stop]
        #     purposes: [statistics.housing]
        #     tables: [property]
        #     consent: not-required
        #     minimum: 10                         # totals below it are withheld
        rules: []

        """;

    /// <summary>node.yaml for a fresh node.</summary>
    public static string Options(string nodeId, string titleEn, string titleZh) => $$"""
        # A FedExchange node. Every key that is not known is an error, so a typing mistake is found at the start.
        node: {{nodeId}}
        title: {en: {{Quote(titleEn)}}, zh: {{Quote(titleZh)}}}

        # 'fedx node join' writes the coordinator's address here:
        # coordinator: coordinator.example:7000

        # Other nodes connect here (mutual TLS). Port 0 takes any free port and keeps it.
        # advertise: auto  tells them the listen address;
        #            none  keeps the address private: they come through the coordinator's relay, and no port need be open;
        #            host:port  where a gateway stands before this machine.
        peer:
          listen: 127.0.0.1:0
          advertise: auto

        # In-house systems connect here, with the token in api.token: REST at 'listen', gRPC at 'grpc'. Loopback only.
        api:
          listen: 127.0.0.1:0
          grpc: 127.0.0.1:0

        # The registers that this node answers from, one entry per table. Nothing is read without a grant of the policy.
        # data:
        #   property:
        #     kind: csv                    # csv, sqlite or postgres
        #     path: property.csv           # relative to this file
        #     subjectColumn: id_number     # the resident number
        #     nameColumn: name             # optional: lets mistyped numbers be noticed
        #     columns:
        #       usage: text                # text, integer, decimal, date or boolean
        #       bought: {type: date, column: purchase_date, grade: L3}
        #   insurance:
        #     kind: postgres
        #     connectionString: Host=db.internal;Database=insurance;Username=reader
        #     passwordFile: db.password    # or passwordEnv: VARIABLE; do not write the password here
        #     table: public.months
        #     subjectColumn: id_number
        #     columns: {month: date}

        policy: policy.yaml

        # limits: {relayed_concurrency: 32}   # relayed requests worked on at once

        log:
          level: information               # debug, information, warning or error

        """;

    /// <summary>A text as a double-quoted YAML scalar.</summary>
    public static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"";
}
