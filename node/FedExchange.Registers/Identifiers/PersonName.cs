using System.Text;

namespace FedExchange.Registers;

/// <summary>Names as registers spell them, made comparable: compatibility form, no white space, one kind of middle dot, upper case.</summary>
internal static class PersonName
{
    /// <summary>The comparable form; empty when nothing is left.</summary>
    public static string Normalise(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return "";
        if (IsPlainHan(name))
            return name;
        var normal = TryNormalise(name);
        var comparable = new StringBuilder(normal.Length);
        foreach (var c in normal)
        {
            if (char.IsWhiteSpace(c) || c is '\u200B' or '\uFEFF')
                continue;
            comparable.Append(c is '•' or '・' or '‧' or '∙' or '⋅' or '.' ? '·' : char.ToUpperInvariant(c));
        }

        return comparable.ToString();
    }

    private static bool IsPlainHan(string name)
    {
        foreach (var c in name)
        {
            if (c is < '\u4E00' or > '\u9FFF')
                return false;
        }

        return true;
    }

    private static string TryNormalise(string name)
    {
        try
        {
            return name.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Unpaired surrogates have no normal form; the text as it stands still compares.
            return name;
        }
    }
}
