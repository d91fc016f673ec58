package org.linkagehub.core.expression;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A condition or value written in SQL, taken apart: what a comparison level, a blocking key or a
 * standardised column is made of.
 *
 * <p>The tree says which columns are read and which calls are repeated, so that each similarity is
 * computed once, and it can be evaluated without Spark. SQL beyond this grammar is not parsed; see
 * {@link ExpressionParser}.
 */
public sealed interface Expression extends Serializable {

  /** A column by its name, without a table, for example {@code surname_l}. */
  record Column(String name) implements Expression {
    public Column {
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * A text, number, truth value or null; {@code value} is a String, Long, Double, Boolean or null.
   */
  record Literal(Object value) implements Expression {
    public Literal {
      if (value != null
          && !(value instanceof String
              || value instanceof Long
              || value instanceof Double
              || value instanceof Boolean)) {
        throw new IllegalArgumentException("not a literal: " + value.getClass().getName());
      }
    }
  }

  /** A call of a function; its name in lower case. */
  record Call(String function, List<Expression> arguments) implements Expression {
    public Call {
      Objects.requireNonNull(function, "function");
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * {@code CAST(value AS type)}, or {@code TRY_CAST} where {@code orNull}; the type in lower case.
   */
  record Cast(Expression value, String type, boolean orNull) implements Expression {
    public Cast {
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(type, "type");
    }
  }

  /** Two operands with an operator between them. */
  record Binary(Operator operator, Expression left, Expression right) implements Expression {
    public Binary {
      Objects.requireNonNull(operator, "operator");
      Objects.requireNonNull(left, "left");
      Objects.requireNonNull(right, "right");
    }
  }

  /** All of several conditions; two or more. */
  record And(List<Expression> terms) implements Expression {
    public And {
      terms = List.copyOf(terms);
    }
  }

  /** Any of several conditions; two or more. */
  record Or(List<Expression> terms) implements Expression {
    public Or {
      terms = List.copyOf(terms);
    }
  }

  /** The opposite of a condition. */
  record Not(Expression term) implements Expression {
    public Not {
      Objects.requireNonNull(term, "term");
    }
  }

  /** {@code value IS NULL}. */
  record IsNull(Expression value) implements Expression {
    public IsNull {
      Objects.requireNonNull(value, "value");
    }
  }

  /** {@code value IN (options)}. */
  record In(Expression value, List<Expression> options) implements Expression {
    public In {
      Objects.requireNonNull(value, "value");
      options = List.copyOf(options);
    }
  }

  /**
   * {@code CASE WHEN condition THEN value … ELSE otherwise END}; otherwise is a null literal where
   * it is left out.
   */
  record Case(List<Expression> conditions, List<Expression> values, Expression otherwise)
      implements Expression {
    public Case {
      conditions = List.copyOf(conditions);
      values = List.copyOf(values);
      Objects.requireNonNull(otherwise, "otherwise");
    }
  }

  /** What stands between two operands. */
  enum Operator {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    NULL_SAFE_EQUAL("<=>"),
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    CONCATENATE("||");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /** How it is written. */
    public String symbol() {
      return symbol;
    }
  }

  /** The expressions that this one is directly made of. */
  default List<Expression> children() {
    if (this instanceof Call call) {
      return call.arguments();
    } else if (this instanceof Cast cast) {
      return List.of(cast.value());
    } else if (this instanceof Binary binary) {
      return List.of(binary.left(), binary.right());
    } else if (this instanceof And and) {
      return and.terms();
    } else if (this instanceof Or or) {
      return or.terms();
    } else if (this instanceof Not not) {
      return List.of(not.term());
    } else if (this instanceof IsNull isNull) {
      return List.of(isNull.value());
    } else if (this instanceof In in) {
      var all = new ArrayList<Expression>(List.of(in.value()));
      all.addAll(in.options());
      return all;
    } else if (this instanceof Case choice) {
      var all = new ArrayList<Expression>(choice.conditions());
      all.addAll(choice.values());
      all.add(choice.otherwise());
      return all;
    }
    return List.of();
  }

  /** The same expression with each of the expressions that it is directly made of replaced. */
  default Expression mapChildren(UnaryOperator<Expression> change) {
    if (this instanceof Call call) {
      return new Call(call.function(), all(call.arguments(), change));
    } else if (this instanceof Cast cast) {
      return new Cast(change.apply(cast.value()), cast.type(), cast.orNull());
    } else if (this instanceof Binary binary) {
      return new Binary(
          binary.operator(), change.apply(binary.left()), change.apply(binary.right()));
    } else if (this instanceof And and) {
      return new And(all(and.terms(), change));
    } else if (this instanceof Or or) {
      return new Or(all(or.terms(), change));
    } else if (this instanceof Not not) {
      return new Not(change.apply(not.term()));
    } else if (this instanceof IsNull isNull) {
      return new IsNull(change.apply(isNull.value()));
    } else if (this instanceof In in) {
      return new In(change.apply(in.value()), all(in.options(), change));
    } else if (this instanceof Case choice) {
      return new Case(
          all(choice.conditions(), change),
          all(choice.values(), change),
          change.apply(choice.otherwise()));
    }
    return this;
  }

  private static List<Expression> all(List<Expression> terms, UnaryOperator<Expression> change) {
    return terms.stream().map(change).toList();
  }

  /** Gives every expression in the tree to {@code visitor}, this one first. */
  default void visit(Consumer<Expression> visitor) {
    visitor.accept(this);
    children().forEach(child -> child.visit(visitor));
  }

  /** The names of the columns that are read, in the order in which they are met. */
  default Set<String> columns() {
    var names = new LinkedHashSet<String>();
    visit(
        expression -> {
          if (expression instanceof Column column) {
            names.add(column.name());
          }
        });
    return names;
  }

  /** The expression in Spark's SQL. */
  default String toSparkSql() {
    return SparkSql.render(this);
  }
}
