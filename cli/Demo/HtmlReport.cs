using System.Globalization;
using System.Net;
using System.Text;
using FedExchange.Cli.Lab;

namespace FedExchange.Cli.Demo;

/// <summary>The demonstration's report as one HTML file without references to anything outside.</summary>
internal static class HtmlReport
{
    private const string Style = """
        :root{--page:#fff;--ink:#1b2430;--soft:#5b6776;--line:#dde3ea;--card:#f6f8fb;--a:#2b6cb0;--good:#2f855a;--maybe:#b7791f;--bad:#c53030}
        @media(prefers-color-scheme:dark){:root{--page:#12161c;--ink:#e6ebf2;--soft:#9aa7b6;--line:#2c3541;--card:#1a2029;--a:#63a4e8;--good:#5fbf8c;--maybe:#e0a94a;--bad:#f07070}}
        @media print{:root{--page:#fff;--ink:#000;--soft:#444;--line:#ccc;--card:#fff}section{break-inside:avoid}}
        *{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
        main{max-width:60rem;margin:0 auto;padding:2rem 1.2rem}h1{font-size:1.7rem;margin:0}h2{font-size:1.15rem;margin:2.2rem 0 .6rem}h2 span,h1 span{color:var(--soft);font-weight:400}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.7rem;margin:1.2rem 0}.tile{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.7rem .9rem}
        .tile b{display:block;font-size:1.2rem;white-space:nowrap;font-variant-numeric:tabular-nums}.tile small{color:var(--soft)}
        table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
        svg{width:100%;height:auto}.grid{stroke:var(--line)}.tick{fill:var(--soft);font-size:12px}.name{fill:var(--ink);font-size:13px}.bar{fill:var(--a)}.good{fill:var(--good)}.maybe{fill:var(--maybe)}.bad{fill:var(--bad)}
        pre{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.8rem;overflow:auto;font-size:.8rem;white-space:pre-wrap;overflow-wrap:anywhere}p.note{color:var(--soft)}
        """;

    /// <summary>The page.</summary>
    public static string Of(LabReport report)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
        page.Append("<title>FedExchange report</title><style>").Append(Style).Append("</style></head><body><main>\n");
        Add(page, $"<h1>{Safe(report.Lab)} <span>· 跨部门核验报告</span></h1>");
        Add(page, $"<p class='note'>Region {Safe(report.Region)}. All people are synthetic. Every process of the exchange ran on one machine; times include signing, durable logging and policy.</p>");
        if (report.Verification is { } summary)
        {
            Verification(page, summary);
        }

        Parties(page, report.Parties);
        Jobs(page, report.Jobs);
        Population(page, report);
        Receipt(page, report);
        return page.Append("</main></body></html>\n").ToString();
    }

    private static void Verification(StringBuilder page, VerificationSummary summary)
    {
        page.Append("<div class='tiles'>");
        Tile(page, $"{summary.Cases:N0}", "cases · 案例");
        Tile(page, $"{summary.Correct:N0}", "correct · 正确");
        Tile(page, $"{summary.Undetermined:N0}", "undetermined · 无法判定");
        Tile(page, $"{summary.Wrong:N0}", "wrong · 错误");
        Tile(page, $"{summary.P50Ms:0.0} ms", "median · 中位时延");
        Tile(page, $"{summary.P99Ms:0.0} ms", "p99 · 99 分位时延");
        Tile(page, $"{summary.PerSecond:0}/s", "throughput · 吞吐");
        page.Append("</div>\n");
        Section(page, "Answers", "结果", SvgChart.Rows("Answers", [
            new("correct · 正确", summary.Correct, Share(summary.Correct, summary.Cases), "good"),
            new("undetermined · 无法判定", summary.Undetermined, Share(summary.Undetermined, summary.Cases), "maybe"),
            new("wrong · 错误", summary.Wrong, Share(summary.Wrong, summary.Cases), "bad"),
            new("no answer · 无应答", summary.Failed, Share(summary.Failed, summary.Cases), "bad"),
        ]));
        Section(page, "Latency", "时延分布", SvgChart.Columns(
            "Latency histogram",
            string.Create(CultureInfo.InvariantCulture, $"milliseconds (log scale), {summary.Callers} callers at a time"),
            [.. summary.Latency.Select(bin => new ChartBar(string.Create(CultureInfo.InvariantCulture, $"{bin.FromMs:0.#}"), bin.Calls, string.Create(CultureInfo.InvariantCulture, $"{bin.Calls} calls up to {bin.ToMs:0.#} ms"), "bar"))]));
    }

    private static void Parties(StringBuilder page, IReadOnlyList<LabParty> parties)
    {
        var rows = new StringBuilder("<table><thead><tr><th>Party · 参与方</th><th class='n'>Received · 接收</th><th class='n'>Sent · 发送</th><th>Kinds of information · 所见信息</th></tr></thead><tbody>");
        foreach (var party in parties)
        {
            Add(rows, $"<tr><td>{Safe(party.Title)}<br>{Safe(party.TitleZh)}</td><td class='n'>{party.BytesReceived:N0} B</td><td class='n'>{party.BytesSent:N0} B</td><td>{Safe(string.Join("; ", party.Saw))}<br>{Safe(string.Join("；", party.SawZh))}</td></tr>");
        }

        var chart = SvgChart.Rows("Bytes received by each party", [.. parties.Select(party => new ChartBar($"{party.Title} · {party.TitleZh}", party.BytesReceived, string.Create(CultureInfo.InvariantCulture, $"{party.BytesReceived / 1000.0:N1} kB"), "bar"))]);
        Section(page, "What each party saw", "各方所见", chart + rows.Append("</tbody></table>"));
    }

    private static void Jobs(StringBuilder page, IReadOnlyList<LabJobReport> jobs)
    {
        var rows = new StringBuilder("<table><thead><tr><th>Job · 任务</th><th>Kind · 类型</th><th>State · 状态</th><th class='n'>Seconds · 秒</th><th>Result · 结果</th></tr></thead><tbody>");
        foreach (var job in jobs)
        {
            var result = job.Result?.ToJsonString(JsonText.Options) ?? (job.Verification is { } v ? $"{v.AnsweredTrue} × true, {v.AnsweredFalse} × false, {v.Undetermined} × undetermined" : string.Empty);
            Add(rows, $"<tr><td>{Safe(job.Name)}</td><td>{job.Kind}</td><td>{job.State}</td><td class='n'>{job.Seconds:0.00}</td><td>{Safe(result)} {Safe(job.Reason ?? string.Empty)}</td></tr>");
        }

        Section(page, "Jobs", "任务", rows.Append("</tbody></table>").ToString());
    }

    private static void Population(StringBuilder page, LabReport report)
    {
        if (report.Population is not { } population)
        {
            return;
        }

        var rows = new StringBuilder("<table><thead><tr><th>Planted fault · 植入的数据缺陷</th><th class='n'>Times · 次数</th></tr></thead><tbody>");
        foreach (var (kind, count) in population.Dirt)
        {
            Add(rows, $"<tr><td>{Safe(kind)}</td><td class='n'>{count:N0}</td></tr>");
        }

        var words = string.Create(CultureInfo.InvariantCulture, $"<p>{population.People:N0} people, seed {population.Seed}, {population.AsOf:O}; {population.Rows.Values.Sum():N0} rows in {population.Rows.Count} registers; {population.ExpectedTrue:N0} are first-home buyers.</p>");
        Section(page, "The synthetic population", "合成人口", words + rows.Append("</tbody></table>"));
    }

    private static void Receipt(StringBuilder page, LabReport report)
    {
        if (report is not { Receipt: { } receipt, ReceiptCheck: { } check })
        {
            return;
        }

        var list = string.Concat(check.Checked.Select(text => $"<li>{Safe(text)}</li>"));
        var claims = string.Concat(check.Claims.Select(claim => $"<tr><td>{Safe(claim.Key)}</td><td>{Safe(claim.Value)}</td></tr>"));
        Section(page, check.Valid ? "One receipt, verified offline" : "One receipt, NOT VALID", "回执（离线验证）", $"<table>{claims}</table><ul>{list}</ul><pre>{Safe(JsonText.Of(receipt))}</pre>");
    }

    private static void Section(StringBuilder page, string title, string chinese, string body) =>
        page.Append("<section><h2>").Append(Safe(title)).Append(" <span>· ").Append(Safe(chinese)).Append("</span></h2>\n").Append(body).Append("</section>\n");

    private static void Tile(StringBuilder page, FormattableString value, string label) =>
        Add(page, $"<div class='tile'><b>{value.ToString(CultureInfo.InvariantCulture)}</b><small>{Safe(label)}</small></div>");

    private static string Share(int part, int whole) => string.Create(CultureInfo.InvariantCulture, $"{part:N0} ({100.0 * part / Math.Max(whole, 1):0.00} %)");

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private static void Add(StringBuilder target, FormattableString text) => target.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
