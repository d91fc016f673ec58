package org.linkagehub.core.expression;

/** A text that is not an expression of the grammar of {@link ExpressionParser}. */
public final class ExpressionSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  ExpressionSyntaxException(String sql, int position, String problem) {
    super(problem + " at character " + (position + 1) + " of: " + sql);
  }
}
