package org.linkagehub.core.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.Expression.And;
import org.linkagehub.core.expression.Expression.Binary;
import org.linkagehub.core.expression.Expression.Call;
import org.linkagehub.core.expression.Expression.Case;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.Expression.IsNull;
import org.linkagehub.core.expression.Expression.Literal;
import org.linkagehub.core.expression.Expression.Not;
import org.linkagehub.core.expression.Expression.Or;

/**
 * Compiles conditions over the columns that {@link FieldFinder} made. A call that stands in several
 * conditions is computed once a pair.
 */
final class ConditionCompiler {
  private final Records records;
  private final RecordLayout layout;
  private final Map<Expression, Numbers> numbers = new HashMap<>();

  /** Compiles for records that are still to come. */
  ConditionCompiler(Records records) {
    this.records = records;
    this.layout = records.layout();
  }

  /** Compiles a condition. */
  Condition condition(Expression expression) throws NotCompiledException {
    if (expression instanceof Literal literal
        && (literal.value() == null || literal.value() instanceof Boolean)) {
      return Conditions.constant((Boolean) literal.value());
    } else if (expression instanceof Column column && isField(column)) {
      Side side = FieldFinder.side(column);
      require(type(side) == FieldType.BOOLEAN, expression, "is no condition");
      return new Conditions.Flag(side);
    } else if (expression instanceof And and) {
      return Conditions.all(conditions(and.terms()));
    } else if (expression instanceof Or or) {
      return Conditions.any(conditions(or.terms()));
    } else if (expression instanceof Not not) {
      return Conditions.not(condition(not.term()));
    } else if (expression instanceof IsNull isNull) {
      require(
          isNull.value() instanceof Column column && isField(column),
          expression,
          "asks whether something of two records is null");
      return new Conditions.Missing(FieldFinder.side((Column) isNull.value()));
    } else if (expression instanceof Binary binary) {
      return comparison(binary);
    } else if (expression instanceof Call call) {
      return new Conditions.OfKernel(kernel(call, true));
    }
    throw refused(expression, "is not known to the compiler");
  }

  private List<Condition> conditions(List<Expression> terms) throws NotCompiledException {
    var compiled = new ArrayList<Condition>();
    for (Expression term : terms) {
      compiled.add(condition(term));
    }
    return compiled;
  }

  private Condition comparison(Binary binary) throws NotCompiledException {
    switch (binary.operator()) {
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> {}
      default -> throw refused(binary, "is not known to the compiler");
    }
    if (binary.left() instanceof Column a
        && binary.right() instanceof Column b
        && isField(a)
        && isField(b)) {
      Side left = FieldFinder.side(a);
      Side right = FieldFinder.side(b);
      FieldType type = type(left);
      if (type == type(right)) {
        switch (type) {
          case TEXT -> {
            return new Conditions.Texts(binary.operator(), left, right);
          }
          case INT, DATE, BOOLEAN -> {
            return new Conditions.Ints(binary.operator(), left, right);
          }
          default -> {}
        }
      }
    }
    Numbers left = number(binary.left());
    Numbers right = number(binary.right());
    left.usedAgainst(constant(binary.right()));
    right.usedAgainst(constant(binary.left()));
    return new Conditions.OfNumbers(binary.operator(), left, right);
  }

  /** The value of a literal; not a number of anything else. */
  private static double constant(Expression expression) {
    return expression instanceof Literal literal && literal.value() instanceof Number value
        ? value.doubleValue()
        : Double.NaN;
  }

  private Numbers number(Expression expression) throws NotCompiledException {
    Numbers known = numbers.get(expression);
    if (known == null) {
      known = compileNumber(expression);
      numbers.put(expression, known);
    }
    return known;
  }

  /** A number that is needed as it is, not only to be held against a literal. */
  private Numbers exactly(Expression expression) throws NotCompiledException {
    Numbers number = number(expression);
    number.usedAgainst(Double.NaN);
    return number;
  }

  private Numbers compileNumber(Expression expression) throws NotCompiledException {
    if (expression instanceof Literal literal && literal.value() instanceof Number value) {
      return Numbers.literal(value);
    } else if (expression instanceof Column column && isField(column)) {
      Side side = FieldFinder.side(column);
      require(type(side).isNumber(), expression, "is not a number");
      return Numbers.field(side, type(side));
    } else if (expression instanceof Binary binary) {
      switch (binary.operator()) {
        case ADD, SUBTRACT, MULTIPLY -> {
          return Numbers.arithmetic(
              binary.operator(), exactly(binary.left()), exactly(binary.right()));
        }
        default -> throw refused(expression, "is no sum, difference or product");
      }
    } else if (expression instanceof Call call) {
      if (call.function().equals("abs") && call.arguments().size() == 1) {
        return Numbers.absolute(exactly(call.arguments().get(0)));
      }
      return kernel(call, false);
    }
    throw refused(
        expression,
        expression instanceof Case
            ? "chooses between values of two records"
            : "is not known to the compiler");
  }

  private Numbers kernel(Call call, boolean asCondition) throws NotCompiledException {
    Numbers known = numbers.get(call);
    if (known != null) {
      return known;
    }
    Numbers compiled = compileKernel(call, asCondition);
    numbers.put(call, compiled);
    return compiled;
  }

  private Numbers compileKernel(Call call, boolean asCondition) throws NotCompiledException {
    String function = call.function();
    List<Expression> arguments = call.arguments();
    Optional<TextKernel> ofTexts =
        arguments.size() == 3
                && arguments.get(2) instanceof Literal literal
                && literal.value() instanceof Long q
            ? TextKernel.ofGrams(function, q)
            : arguments.size() == 2 ? TextKernel.of(function) : Optional.empty();
    if (ofTexts.isPresent()) {
      require(
          (ofTexts.get().answer() == TextKernel.Answer.FLAG) == asCondition,
          call,
          asCondition ? "is no condition" : "is not a number");
      Side a = argument(call, 0, FieldType.TEXT);
      Side b = argument(call, 1, FieldType.TEXT);
      records.number(a.field());
      records.number(b.field());
      return Numbers.ofTexts(ofTexts.get(), a, b);
    }
    DateKernel ofDates = (asCondition ? DateKernels.FLAGS : DateKernels.NUMBERS).get(function);
    if (ofDates != null && arguments.size() == 2) {
      return Numbers.ofDates(
          ofDates, argument(call, 0, FieldType.DATE), argument(call, 1, FieldType.DATE));
    }
    NumberKernel ofNumbers = NumberKernel.BY_NAME.get(function);
    if (ofNumbers != null && !asCondition && arguments.size() == 2) {
      return Numbers.ofNumbers(ofNumbers, exactly(arguments.get(0)), exactly(arguments.get(1)));
    }
    throw new NotCompiledException(
        "the function " + function + " of two records is not known to the compiler");
  }

  private Side argument(Call call, int index, FieldType type) throws NotCompiledException {
    if (call.arguments().get(index) instanceof Column column && isField(column)) {
      Side side = FieldFinder.side(column);
      if (type(side) == type) {
        return side;
      }
    }
    throw refused(call, "has an argument that is no " + type.name().toLowerCase(Locale.ROOT));
  }

  private FieldType type(Side side) {
    return layout.type(side.field());
  }

  private static boolean isField(Column column) {
    return FieldFinder.isField(column);
  }

  private void require(boolean holds, Expression expression, String otherwise)
      throws NotCompiledException {
    if (!holds) {
      throw refused(expression, otherwise);
    }
  }

  private NotCompiledException refused(Expression expression, String why) {
    return new NotCompiledException(inWords(expression) + " " + why);
  }

  /** The expression with the fields' own expressions in place of their numbers. */
  private String inWords(Expression expression) {
    return original(expression).toSparkSql();
  }

  private Expression original(Expression expression) {
    if (expression instanceof Column column && isField(column)) {
      Side side = FieldFinder.side(column);
      String sql = layout.fields().get(side.field()).expression().replace("`", "");
      return new Column(sql + (side.isLeft() ? "_l" : "_r"));
    }
    return expression.mapChildren(this::original);
  }
}
