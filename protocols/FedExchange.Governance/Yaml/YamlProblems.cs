using System.Globalization;
using System.Text;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Governance.Yaml;

/// <summary>Collects what is wrong in a file, so that all of it can be told at once.</summary>
public sealed class YamlProblems
{
    private readonly List<YamlProblem> _list = [];

    /// <summary>Starts an empty collection.</summary>
    /// <param name="file">The file's name for messages.</param>
    public YamlProblems(string file)
    {
        File = file;
    }

    /// <summary>The file's name for messages.</summary>
    public string File { get; }

    /// <summary>What was found, by line.</summary>
    public IReadOnlyList<YamlProblem> All => [.. _list.OrderBy(p => p.Line)];

    /// <summary>Whether anything was found.</summary>
    public bool Any => _list.Count > 0;

    /// <summary>Adds a problem at a node's line.</summary>
    /// <param name="node">Where.</param>
    /// <param name="message">What is wrong and what to write instead.</param>
    public void Add(YamlNode node, string message)
    {
        ArgumentNullException.ThrowIfNull(node);
        Add((int)node.Start.Line, message);
    }

    /// <summary>Adds a problem at a line.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="message">What is wrong and what to write instead.</param>
    public void Add(int line, string message) => _list.Add(new YamlProblem(line, message));

    /// <summary>All problems as text, one a line: <c>file:line: message</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var problem in All)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? "\n" : "")}{File}:{problem.Line}: {problem.Message}");
        }

        return text.ToString();
    }
}
