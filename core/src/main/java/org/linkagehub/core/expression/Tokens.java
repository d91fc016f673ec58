package org.linkagehub.core.expression;

import java.util.ArrayList;
import java.util.List;

/** A text of SQL cut into words, names, texts, numbers and signs. */
final class Tokens {
  enum TokenType {
    WORD,
    NAME,
    TEXT,
    NUMBER,
    SIGN,
    END
  }

  record Token(TokenType type, String text, int position) {}

  private static final List<String> SIGNS =
      List.of("<=>", "<=", ">=", "<>", "!=", "==", "||", "::");

  private final String sql;
  private final boolean doubleQuotesName;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Tokens(String sql, boolean doubleQuotesName) {
    this.sql = sql;
    this.doubleQuotesName = doubleQuotesName;
  }

  /**
   * Cuts a text.
   *
   * @param doubleQuotesName whether "x" is a name, as in standard SQL and DuckDB, or a text, as in
   *     Spark
   */
  static List<Token> of(String sql, boolean doubleQuotesName) {
    return new Tokens(sql, doubleQuotesName).cut();
  }

  private List<Token> cut() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (Character.isLetter(c) || c == '_') {
        word();
      } else if (Character.isDigit(c)
          || (c == '.' && at + 1 < sql.length() && Character.isDigit(sql.charAt(at + 1)))) {
        number();
      } else if (c == '\'' || (c == '"' && !doubleQuotesName)) {
        quoted(c, TokenType.TEXT);
      } else if (c == '`' || c == '"') {
        quoted(c, TokenType.NAME);
      } else {
        sign();
      }
    }
    tokens.add(new Token(TokenType.END, "", at));
    return tokens;
  }

  private void word() {
    int start = at;
    while (at < sql.length() && isWordPart(sql.charAt(at))) {
      at++;
    }
    tokens.add(new Token(TokenType.WORD, sql.substring(start, at), start));
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private void number() {
    int start = at;
    while (at < sql.length() && (Character.isDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
      at++;
    }
    if (at < sql.length() && (sql.charAt(at) == 'e' || sql.charAt(at) == 'E')) {
      at++;
      if (at < sql.length() && (sql.charAt(at) == '+' || sql.charAt(at) == '-')) {
        at++;
      }
      while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
        at++;
      }
    }
    String digits = sql.substring(start, at);
    if (at < sql.length() && (sql.charAt(at) == 'D' || sql.charAt(at) == 'd')) {
      at++; // Spark's mark of a double
      digits = digits.contains(".") || digits.contains("e") ? digits : digits + ".0";
    }
    if (at < sql.length() && isWordPart(sql.charAt(at))) {
      throw new ExpressionSyntaxException(sql, at, "unexpected character in a number");
    }
    tokens.add(new Token(TokenType.NUMBER, digits, start));
  }

  private void quoted(char quote, TokenType type) {
    int start = at++;
    var text = new StringBuilder();
    while (true) {
      if (at >= sql.length()) {
        throw new ExpressionSyntaxException(sql, start, "no end to what is quoted");
      }
      char c = sql.charAt(at++);
      if (c == quote) {
        if (at < sql.length() && sql.charAt(at) == quote) {
          text.append(quote);
          at++;
        } else {
          break;
        }
      } else if (c == '\\' && type == TokenType.TEXT && !doubleQuotesName && at < sql.length()) {
        escaped(text);
      } else {
        text.append(c);
      }
    }
    tokens.add(new Token(type, text.toString(), start));
  }

  /** Spark reads a backslash in a text as an escape; only the plain ones are parsed here. */
  private void escaped(StringBuilder text) {
    char c = sql.charAt(at++);
    switch (c) {
      case '\\', '\'', '"' -> text.append(c);
      default -> throw new ExpressionSyntaxException(sql, at - 1, "escape that is not parsed");
    }
  }

  private void sign() {
    for (String sign : SIGNS) {
      if (sql.startsWith(sign, at)) {
        tokens.add(new Token(TokenType.SIGN, sign, at));
        at += sign.length();
        return;
      }
    }
    char c = sql.charAt(at);
    if ("=<>+-*/(),.".indexOf(c) < 0) {
      throw new ExpressionSyntaxException(sql, at, "unexpected '" + c + "'");
    }
    tokens.add(new Token(TokenType.SIGN, String.valueOf(c), at));
    at++;
  }
}
