package org.linkagehub.core.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.linkagehub.core.expression.Expression.And;
import org.linkagehub.core.expression.Expression.Binary;
import org.linkagehub.core.expression.Expression.Call;
import org.linkagehub.core.expression.Expression.Case;
import org.linkagehub.core.expression.Expression.Cast;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.Expression.In;
import org.linkagehub.core.expression.Expression.IsNull;
import org.linkagehub.core.expression.Expression.Literal;
import org.linkagehub.core.expression.Expression.Not;
import org.linkagehub.core.expression.Expression.Operator;
import org.linkagehub.core.expression.Expression.Or;
import org.linkagehub.core.expression.Tokens.Token;
import org.linkagehub.core.expression.Tokens.TokenType;

/**
 * Reads SQL conditions and values.
 *
 * <p>The grammar: columns (bare, in backticks, {@code l.x} and {@code r.x} as {@code x_l} and
 * {@code x_r}), texts, numbers, truth values, null; AND, OR, NOT, =, &lt;&gt;, &lt;, &lt;=, &gt;,
 * &gt;=, &lt;=&gt;, +, -, *, /, ||; IS [NOT] NULL, IS [NOT] DISTINCT FROM, [NOT] IN, [NOT] BETWEEN,
 * [NOT] LIKE, [NOT] RLIKE; calls of functions; CAST and TRY_CAST to a simple type; CASE WHEN.
 * Anything else (lambdas, subscripts, windows, subqueries) is refused: {@link #tryParse} then gives
 * nothing, and the text is left to Spark.
 */
public final class ExpressionParser {
  private static final Set<String> RESERVED =
      Set.of(
          "and",
          "or",
          "not",
          "is",
          "in",
          "between",
          "case",
          "when",
          "then",
          "else",
          "end",
          "like",
          "rlike",
          "distinct",
          "over",
          "select",
          "from",
          "as");

  private static final List<String> NEGATABLE = List.of("in", "between", "like", "rlike");

  private final String sql;
  private final List<Token> tokens;
  private int next;

  private ExpressionParser(String sql, boolean doubleQuotesName) {
    this.sql = sql;
    this.tokens = Tokens.of(sql, doubleQuotesName);
  }

  /**
   * The expression that a text of Spark's SQL means.
   *
   * @throws ExpressionSyntaxException if the text is outside the grammar
   */
  public static Expression parse(String sql) {
    return new ExpressionParser(sql, false).whole();
  }

  /**
   * The expression that a text of Spark's SQL means, or nothing where it is outside the grammar.
   */
  public static Optional<Expression> tryParse(String sql) {
    try {
      return Optional.of(parse(sql));
    } catch (ExpressionSyntaxException outsideTheGrammar) {
      return Optional.empty();
    }
  }

  /**
   * The expression that a text of standard SQL means, in which "x" is a column: the dialect of
   * DuckDB and of Splink's settings.
   *
   * @throws ExpressionSyntaxException if the text is outside the grammar
   */
  public static Expression parseStandardSql(String sql) {
    return new ExpressionParser(sql, true).whole();
  }

  private Expression whole() {
    Expression expression = disjunction();
    if (peek().type() != TokenType.END) {
      throw unexpected();
    }
    return expression;
  }

  private Expression disjunction() {
    var terms = new ArrayList<Expression>(List.of(conjunction()));
    while (takeWord("or")) {
      terms.add(conjunction());
    }
    return terms.size() == 1 ? terms.get(0) : new Or(terms);
  }

  private Expression conjunction() {
    var terms = new ArrayList<Expression>(List.of(negation()));
    while (takeWord("and")) {
      terms.add(negation());
    }
    return terms.size() == 1 ? terms.get(0) : new And(terms);
  }

  private Expression negation() {
    return takeWord("not") ? new Not(negation()) : predicate();
  }

  private Expression predicate() {
    Expression left = sum();
    while (true) {
      Optional<Operator> comparison = takeComparison();
      if (comparison.isPresent()) {
        left = new Binary(comparison.get(), left, sum());
      } else if (takeWord("is")) {
        boolean negated = takeWord("not");
        if (takeWord("distinct")) {
          expectWord("from");
          Expression same = new Binary(Operator.NULL_SAFE_EQUAL, left, sum());
          left = negated ? same : new Not(same);
        } else {
          expectWord("null");
          left = negated ? new Not(new IsNull(left)) : new IsNull(left);
        }
      } else if (isWord("not") && NEGATABLE.stream().anyMatch(word -> isWordAt(1, word))) {
        next++;
        left = new Not(isWord("in") || isWord("between") ? membership(left) : likeness(left));
      } else if (isWord("like") || isWord("rlike")) {
        left = likeness(left);
      } else if (isWord("in") || isWord("between")) {
        left = membership(left);
      } else {
        return left;
      }
    }
  }

  private Expression membership(Expression value) {
    if (takeWord("between")) {
      Expression low = sum();
      expectWord("and");
      return new And(
          List.of(
              new Binary(Operator.GREATER_OR_EQUAL, value, low),
              new Binary(Operator.LESS_OR_EQUAL, value, sum())));
    }
    expectWord("in");
    expectSign("(");
    return new In(value, list());
  }

  private Expression likeness(Expression value) {
    String function = tokens.get(next++).text().toLowerCase(Locale.ROOT);
    return new Call(function, List.of(value, sum()));
  }

  private Optional<Operator> takeComparison() {
    if (peek().type() != TokenType.SIGN) {
      return Optional.empty();
    }
    Operator operator =
        switch (peek().text()) {
          case "=", "==" -> Operator.EQUAL;
          case "<>", "!=" -> Operator.NOT_EQUAL;
          case "<" -> Operator.LESS;
          case "<=" -> Operator.LESS_OR_EQUAL;
          case ">" -> Operator.GREATER;
          case ">=" -> Operator.GREATER_OR_EQUAL;
          case "<=>" -> Operator.NULL_SAFE_EQUAL;
          default -> null;
        };
    if (operator != null) {
      next++;
    }
    return Optional.ofNullable(operator);
  }

  private Expression sum() {
    Expression left = product();
    while (true) {
      if (takeSign("+")) {
        left = new Binary(Operator.ADD, left, product());
      } else if (takeSign("-")) {
        left = new Binary(Operator.SUBTRACT, left, product());
      } else if (takeSign("||")) {
        left = new Binary(Operator.CONCATENATE, left, product());
      } else {
        return left;
      }
    }
  }

  private Expression product() {
    Expression left = operand();
    while (true) {
      if (takeSign("*")) {
        left = new Binary(Operator.MULTIPLY, left, operand());
      } else if (takeSign("/")) {
        left = new Binary(Operator.DIVIDE, left, operand());
      } else {
        return left;
      }
    }
  }

  private Expression operand() {
    Expression value = atom();
    while (takeSign("::")) {
      value = new Cast(value, type(), false);
    }
    return value;
  }

  private Expression atom() {
    Token token = peek();
    switch (token.type()) {
      case NUMBER -> {
        next++;
        return number(token.text(), false);
      }
      case TEXT -> {
        next++;
        return new Literal(token.text());
      }
      case NAME -> {
        next++;
        return column(token.text());
      }
      case SIGN -> {
        if (takeSign("(")) {
          Expression inner = disjunction();
          expectSign(")");
          return inner;
        }
        if (takeSign("-") && peek().type() == TokenType.NUMBER) {
          return number(tokens.get(next++).text(), true);
        }
        throw unexpected();
      }
      case WORD -> {
        return word(token);
      }
      default -> throw unexpected();
    }
  }

  private Expression word(Token token) {
    String lower = token.text().toLowerCase(Locale.ROOT);
    switch (lower) {
      case "null" -> {
        next++;
        return new Literal(null);
      }
      case "true", "false" -> {
        next++;
        return new Literal(Boolean.valueOf(lower));
      }
      case "case" -> {
        next++;
        return choice();
      }
      default -> {}
    }
    boolean isCall = next + 1 < tokens.size() && tokens.get(next + 1).text().equals("(");
    if (RESERVED.contains(lower) && !(isCall && lower.endsWith("like"))) {
      throw unexpected();
    }
    next++;
    if (!takeSign("(")) {
      return column(token.text());
    }
    if (lower.equals("cast") || lower.equals("try_cast")) {
      Expression value = disjunction();
      expectWord("as");
      String type = type();
      expectSign(")");
      return new Cast(value, type, lower.equals("try_cast"));
    }
    return new Call(lower, takeSign(")") ? List.of() : list());
  }

  /** A name, or {@code l.x} / {@code r.x}, or {@code table.x} with any other table refused. */
  private Expression column(String name) {
    if (!takeSign(".")) {
      return new Column(name);
    }
    Token field = tokens.get(next++);
    String side = name.toLowerCase(Locale.ROOT);
    if ((field.type() == TokenType.WORD || field.type() == TokenType.NAME)
        && (side.equals("l") || side.equals("r"))) {
      return new Column(field.text() + "_" + side);
    }
    next--;
    throw unexpected();
  }

  private Expression choice() {
    var conditions = new ArrayList<Expression>();
    var values = new ArrayList<Expression>();
    while (takeWord("when")) {
      conditions.add(disjunction());
      expectWord("then");
      values.add(disjunction());
    }
    Expression otherwise = takeWord("else") ? disjunction() : new Literal(null);
    expectWord("end");
    if (conditions.isEmpty()) {
      throw unexpected();
    }
    return new Case(conditions, values, otherwise);
  }

  /** What stands up to the closing bracket, which is taken too. */
  private List<Expression> list() {
    var all = new ArrayList<Expression>(List.of(disjunction()));
    while (takeSign(",")) {
      all.add(disjunction());
    }
    expectSign(")");
    return all;
  }

  private String type() {
    Token token = tokens.get(next++);
    if (token.type() != TokenType.WORD) {
      next--;
      throw unexpected();
    }
    return token.text().toLowerCase(Locale.ROOT);
  }

  private static Literal number(String digits, boolean negative) {
    String signed = negative ? "-" + digits : digits;
    boolean whole = digits.chars().allMatch(Character::isDigit) && digits.length() <= 18;
    return new Literal(whole ? (Object) Long.valueOf(signed) : (Object) Double.valueOf(signed));
  }

  private Token peek() {
    return tokens.get(next);
  }

  private boolean isWord(String word) {
    return isWordAt(0, word);
  }

  private boolean isWordAt(int ahead, String word) {
    if (next + ahead >= tokens.size()) {
      return false;
    }
    Token token = tokens.get(next + ahead);
    return token.type() == TokenType.WORD && token.text().equalsIgnoreCase(word);
  }

  private boolean takeWord(String word) {
    boolean found = isWord(word);
    if (found) {
      next++;
    }
    return found;
  }

  private boolean takeSign(String sign) {
    boolean found = peek().type() == TokenType.SIGN && peek().text().equals(sign);
    if (found) {
      next++;
    }
    return found;
  }

  private void expectWord(String word) {
    if (!takeWord(word)) {
      throw unexpected();
    }
  }

  private void expectSign(String sign) {
    if (!takeSign(sign)) {
      throw unexpected();
    }
  }

  private ExpressionSyntaxException unexpected() {
    Token token = peek();
    String what =
        token.type() == TokenType.END ? "unexpected end" : "unexpected '" + token.text() + "'";
    return new ExpressionSyntaxException(sql, token.position(), what);
  }
}
