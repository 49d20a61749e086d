using System.Globalization;
using System.Text;

namespace FedExchange.Governance.Expressions;

/// <summary>Cuts the source into tokens, CEL's way: names, numbers, quoted text, ISO 8601 durations, symbols.</summary>
internal sealed class Lexer(string source)
{
    private static readonly string[] Symbols =
        ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", ".", "?", ":"];

    private int position;

    public List<Token> ReadAll()
    {
        var tokens = new List<Token>();
        do
        {
            tokens.Add(Next());
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private Token Next()
    {
        SkipSpaceAndComments();
        if (position >= source.Length)
            return new Token(TokenKind.End, source.Length, "");

        var c = source[position];
        if (char.IsAsciiLetter(c) || c == '_')
            return ReadName();
        if (char.IsAsciiDigit(c))
            return ReadNumber();
        return c is '"' or '\'' ? ReadText(c) : ReadSymbol();
    }

    private void SkipSpaceAndComments()
    {
        while (position < source.Length)
        {
            if (source[position] is ' ' or '\t' or '\r' or '\n')
                position++;
            else if (source[position] == '/' && position + 1 < source.Length && source[position + 1] == '/')
                position = source.IndexOf('\n', position) is var end and >= 0 ? end : source.Length;
            else
                return;
        }
    }

    private Token ReadName()
    {
        var start = position;
        while (position < source.Length && (char.IsAsciiLetterOrDigit(source[position]) || source[position] == '_'))
            position++;
        var name = source[start..position];
        if (name.Length > 1 && name[0] == 'P' && char.IsAsciiDigit(name[1]))
            return new Token(TokenKind.Duration, start, name, ParseDuration(name, start));
        return new Token(TokenKind.Name, start, name);
    }

    private Token ReadNumber()
    {
        var start = position;
        SkipDigits();
        var isDecimal = position + 1 < source.Length && source[position] == '.' && char.IsAsciiDigit(source[position + 1]);
        if (isDecimal)
        {
            position++;
            SkipDigits();
        }

        if (position < source.Length && (char.IsAsciiLetter(source[position]) || source[position] == '_'))
            throw new ExpressionException(start, "a number may only have digits and one point; exponents, hexadecimal and suffixes are not supported");
        var text = source[start..position];
        if (isDecimal && text.Length - 1 > 28)
            throw new ExpressionException(start, "a decimal literal may have at most 28 digits");
        return new Token(isDecimal ? TokenKind.Decimal : TokenKind.Integer, start, text);
    }

    private void SkipDigits()
    {
        while (position < source.Length && char.IsAsciiDigit(source[position]))
            position++;
    }

    private Token ReadText(char quote)
    {
        var start = position++;
        var content = new StringBuilder();
        while (position < source.Length && source[position] != quote)
        {
            if (source[position] is '\n' or '\r')
                break;
            content.Append(source[position] == '\\' ? ReadEscape() : source[position]);
            position++;
        }

        if (position >= source.Length || source[position] != quote)
            throw new ExpressionException(start, $"this text has no closing {quote} on its line");
        position++;
        return new Token(TokenKind.Text, start, content.ToString());
    }

    private char ReadEscape()
    {
        var start = position++;
        switch (position < source.Length ? source[position] : '\0')
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case '\\': return '\\';
            case '"': return '"';
            case '\'': return '\'';
            case 'u' when position + 4 < source.Length
                && ushort.TryParse(source.AsSpan(position + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                position += 4;
                return (char)code;
            default:
                throw new ExpressionException(start, @"unknown escape; use \n \r \t \\ \"" \' or \u and four hexadecimal digits");
        }
    }

    private Token ReadSymbol()
    {
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(source, position, symbol, 0, symbol.Length) == 0)
            {
                var start = position;
                position += symbol.Length;
                return new Token(TokenKind.Symbol, start, symbol);
            }
        }

        var hint = source[position] switch
        {
            '=' => "write == to compare",
            '&' => "write && for and",
            '|' => "write || for or",
            _ => "this character has no meaning here; non-ASCII text belongs in quotes",
        };
        throw new ExpressionException(position, hint);
    }

    /// <summary>Reads <c>P[nY][nM][nW][nD]</c>, each part at most once and in this order.</summary>
    private static Value ParseDuration(string text, int start)
    {
        const string Units = "YMWD";
        long months = 0, days = 0;
        var unit = 0;
        for (var at = 1; at < text.Length;)
        {
            var digits = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            var found = at < text.Length ? Units.IndexOf(text[at], unit) : -1;
            if (at == digits || at - digits > 6 || found < 0)
                throw new ExpressionException(start, "a duration looks like P10Y, P6M, P2W, P30D or P1Y6M");
            var number = long.Parse(text.AsSpan(digits, at - digits), CultureInfo.InvariantCulture);
            months += found switch { 0 => number * 12, 1 => number, _ => 0 };
            days += found switch { 2 => number * 7, 3 => number, _ => 0 };
            unit = found + 1;
            at++;
        }

        return Value.FromDuration((int)months, (int)days);
    }
}
