using FedExchange.Governance;
using FedExchange.Governance.Expressions;
using FedExchange.Governance.Policy;
using FedExchange.Governance.Tests.Support;
using FedExchange.Registers.Tests.Support;

namespace FedExchange.Registers.Tests;

public sealed class RecordStoreTests : IAsyncDisposable
{
    private const string Policy = GateBed.Generous + """

          - name: statistics
            protocol: count
            requesters: ["*"]
            purposes: [statistics]
            tables: [property]
            consent: not-required
            minimum: 10
        """;

    private readonly TempDirectory directory = new();
    private readonly GateBed gate = new(Policy);

    public async ValueTask DisposeAsync()
    {
        await gate.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task A_granted_verification_reads_the_subject_s_rows_and_decides()
    {
        await using var store = await OpenAsync();
        var grant = await VerificationGrantAsync();
        var input = gate.Region.Definition.Inputs.Single(each => each.Node == "property");
        Assert.Empty(input.Parsed.Check(store.Schemas));
        var rows = await store.ReadAsync(grant, new SubjectQuery { CanonicalId = Region.Subject, Name = "王芳" }, input.Parsed.Tables, TestContext.Current.CancellationToken);
        Assert.Equal(Ternary.True, input.Parsed.Evaluate(rows, new EvaluationContext(store.Today)));
        var renamed = await store.ReadAsync(grant, new SubjectQuery { CanonicalId = Region.Subject, Name = "李芳" }, input.Parsed.Tables, TestContext.Current.CancellationToken);
        Assert.Equal(Ternary.Undetermined, input.Parsed.Evaluate(renamed, new EvaluationContext(store.Today)));
    }

    [Fact]
    public async Task A_grant_opens_only_its_own_tables()
    {
        await using var store = await OpenAsync();
        var grant = await VerificationGrantAsync();
        await RefusedAsync("does not cover table 'secrets'", () => ReadAsync(store, grant, "property", "secrets"));
    }

    [Fact]
    public async Task A_grant_to_count_does_not_read_rows_nor_the_other_way_round()
    {
        await using var store = await OpenAsync();
        var count = (await gate.GrantedAsync(gate.CountRequest())).Grant;
        Assert.Equal(2, await store.CountAsync(count, "property", TestContext.Current.CancellationToken));
        await RefusedAsync("cannot be used for a verification", () => ReadAsync(store, count, "property"));
        var verification = await VerificationGrantAsync();
        await RefusedAsync("cannot be used for a count", async () => await store.CountAsync(verification, "property", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_number_must_be_canonical_and_the_refusal_does_not_repeat_it()
    {
        await using var store = await OpenAsync();
        var grant = await VerificationGrantAsync();
        var error = await RefusedAsync("canonical", async () =>
            await store.ReadAsync(grant, new SubjectQuery { CanonicalId = "110105491231002" }, ["property"], TestContext.Current.CancellationToken));
        Assert.DoesNotContain("110105", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_data_sets_of_one_name_are_refused()
    {
        directory.Write("property.csv", "id,name,kind\n");
        await RefusedAsync("two data sets named 'property'", async () =>
            await RecordStore.OpenAsync([Property(), Property()], directory.Path, Tables.Import(directory), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_bad_file_closes_what_was_opened_before()
    {
        directory.Write("property.csv", "id,name,kind\n");
        directory.Write("people.csv", "nothing\n");
        await RefusedAsync("people.csv, line 1", async () =>
            await RecordStore.OpenAsync([Property(), Tables.Csv()], directory.Path, Tables.Import(directory), TestContext.Current.CancellationToken));
    }

    private static async Task ReadAsync(RecordStore store, QueryGrant grant, params string[] tables) =>
        await store.ReadAsync(grant, new SubjectQuery { CanonicalId = Region.Subject }, tables, TestContext.Current.CancellationToken);

    private static async Task<RegisterException> RefusedAsync(string part, Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<RegisterException>(act);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        return error;
    }

    private async Task<QueryGrant> VerificationGrantAsync() => (await gate.GrantedAsync(gate.Request(gate.Region.Consent()))).Grant;

    private async Task<RecordStore> OpenAsync()
    {
        directory.Write("property.csv", $"id,name,kind\n{Region.Subject},王芳,residential\n{People.Id(3)},n,shop\n");
        return await RecordStore.OpenAsync([Property()], directory.Path, Tables.Import(directory), TestContext.Current.CancellationToken);
    }

    private static DataSetOptions Property() => new()
    {
        Name = "property",
        Kind = DataSetKind.Csv,
        Path = "property.csv",
        SubjectColumn = "id",
        NameColumn = "name",
        Columns = [new DataColumn("kind", "kind", ColumnType.Text)],
    };
}
