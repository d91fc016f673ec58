package org.linkagehub.core.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.linkagehub.core.compare.Nicknames;
import org.linkagehub.core.compare.OptimalStringAlignment;
import org.linkagehub.core.evaluate.SqlFunctions.SqlFunction;
import org.linkagehub.core.expression.Expression;
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
import org.linkagehub.core.expression.Expression.Or;

/**
 * Expressions compiled for evaluation over rows of values, one row at a time, without Spark.
 *
 * <p>The answers are Spark's, to the bit: three-valued logic, ANSI mode (a cast that fails and an
 * overflow are errors), zone UTC. A call that stands in several places is computed once a row. A
 * program is immutable and may be used by several threads.
 */
public final class Program {
  private static final Object UNSET = new Object();

  private final List<String> columns;
  private final List<Kernel> kernels;
  private final int slots;

  /** Computes a value from a row's columns, followed by what was computed already. */
  @FunctionalInterface
  private interface Kernel {
    Object evaluate(Object[] row);
  }

  private Program(List<String> columns, List<Kernel> kernels, int slots) {
    this.columns = List.copyOf(columns);
    this.kernels = List.copyOf(kernels);
    this.slots = slots;
  }

  /** Compiles expressions, with the built-in nicknames. */
  public static Program of(List<Expression> expressions) {
    return of(expressions, Nicknames.builtIn());
  }

  /**
   * Compiles expressions.
   *
   * @throws EvaluationException naming the function, and the nearest known one, if one is not known
   *     without Spark
   */
  public static Program of(List<Expression> expressions, Nicknames nicknames) {
    var compiler = new Compiler(expressions, new SqlFunctions(nicknames));
    List<Kernel> kernels = expressions.stream().map(compiler::compile).toList();
    return new Program(compiler.columns, kernels, compiler.columns.size() + compiler.shared.size());
  }

  /** The names of the functions that need no Spark. */
  public static Collection<String> functions() {
    return new SqlFunctions(Nicknames.builtIn()).names();
  }

  /** The columns that the expressions read: the order of the values of a row. */
  public List<String> columns() {
    return columns;
  }

  /**
   * Starts on a row; each expression is evaluated when it is asked for.
   *
   * @param values in the order of {@link #columns}: text, numbers, booleans, dates, points in time,
   *     lists of these, or null
   * @throws EvaluationException if a value is of another class
   */
  public Evaluation on(List<?> values) {
    if (values.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row has %d values, was given %d".formatted(columns.size(), values.size()));
    }
    Object[] row = new Object[slots];
    for (int i = 0; i < columns.size(); i++) {
      row[i] = SqlValues.of(values.get(i));
    }
    Arrays.fill(row, columns.size(), slots, UNSET);
    return new Evaluation(row);
  }

  /** The expressions on one row. Not safe for use by several threads at once. */
  public final class Evaluation {
    private final Object[] row;

    private Evaluation(Object[] row) {
      this.row = row;
    }

    /** The value of an expression, by its position; may be null. */
    public Object value(int expression) {
      return kernels.get(expression).evaluate(row);
    }

    /** Whether a condition, by its position, is true: not false, and not null. */
    public boolean isTrue(int expression) {
      return Boolean.TRUE.equals(value(expression));
    }
  }

  static EvaluationException unknownFunction(String name, Collection<String> known) {
    String nearest =
        known.stream()
            .min(
                java.util.Comparator.<String>comparingInt(k -> OptimalStringAlignment.of(name, k))
                    .thenComparing(k -> k))
            .filter(k -> OptimalStringAlignment.of(name, k) <= Math.max(2, name.length() / 3))
            .map(k -> "; did you mean " + k + "?")
            .orElse("");
    return new EvaluationException(
        "the function " + name + " is not known without Spark" + nearest);
  }

  private static final class Compiler {
    final List<String> columns;
    final Map<Expression, Integer> shared = new HashMap<>();
    private final SqlFunctions functions;

    Compiler(List<Expression> expressions, SqlFunctions functions) {
      this.functions = functions;
      var names = new LinkedHashSet<String>();
      var calls = new HashMap<Expression, Integer>();
      for (Expression expression : expressions) {
        names.addAll(expression.columns());
        expression.visit(
            node -> {
              if (node instanceof Call) {
                calls.merge(node, 1, Integer::sum);
              }
            });
      }
      columns = new ArrayList<>(names);
      calls.forEach(
          (call, times) -> {
            if (times > 1) {
              shared.put(call, columns.size() + shared.size());
            }
          });
    }

    Kernel compile(Expression expression) {
      Kernel kernel = compileAlways(expression);
      Integer slot = shared.get(expression);
      if (slot == null) {
        return kernel;
      }
      return row -> {
        if (row[slot] == UNSET) {
          row[slot] = kernel.evaluate(row);
        }
        return row[slot];
      };
    }

    private Kernel compileAlways(Expression expression) {
      if (expression instanceof Column column) {
        int index = columns.indexOf(column.name());
        return row -> row[index];
      } else if (expression instanceof Literal literal) {
        Object value = literal(literal.value());
        return row -> value;
      } else if (expression instanceof Call call) {
        return call(call);
      } else if (expression instanceof Cast cast) {
        return cast(cast);
      } else if (expression instanceof Binary binary) {
        return binary(binary);
      } else if (expression instanceof And and) {
        return junction(and.terms(), false);
      } else if (expression instanceof Or or) {
        return junction(or.terms(), true);
      } else if (expression instanceof Not not) {
        Kernel term = compile(not.term());
        return row -> {
          Object value = term.evaluate(row);
          return value == null ? null : (Object) !SqlValues.toBoolean(value);
        };
      } else if (expression instanceof IsNull isNull) {
        Kernel value = compile(isNull.value());
        return row -> value.evaluate(row) == null;
      } else if (expression instanceof In in) {
        return in(in);
      } else if (expression instanceof Case choice) {
        return choice(
            choice.conditions().stream().map(this::compile).toList(),
            choice.values().stream().map(this::compile).toList(),
            compile(choice.otherwise()));
      }
      throw new IllegalStateException("no kernel for " + expression.getClass().getSimpleName());
    }

    /** A whole number is an INT where it fits. */
    private static Object literal(Object value) {
      return value instanceof Long whole && whole == whole.intValue() ? whole.intValue() : value;
    }

    private Kernel cast(Cast cast) {
      Kernel value = compile(cast.value());
      return row -> {
        Object from = value.evaluate(row);
        if (from == null) {
          return null;
        }
        return cast.orNull()
            ? SqlFunctions.castOrNull(from, cast.type())
            : SqlValues.cast(from, cast.type());
      };
    }

    /** All of (absorbing false) or any of (absorbing true), with null for what is not known. */
    private Kernel junction(List<Expression> terms, boolean absorbing) {
      List<Kernel> kernels = terms.stream().map(this::compile).toList();
      return row -> {
        boolean unknown = false;
        for (Kernel kernel : kernels) {
          Object value = kernel.evaluate(row);
          if (value == null) {
            unknown = true;
          } else if (SqlValues.toBoolean(value) == absorbing) {
            return absorbing;
          }
        }
        return unknown ? null : (Object) !absorbing;
      };
    }

    private Kernel in(In in) {
      Kernel value = compile(in.value());
      List<Kernel> options = in.options().stream().map(this::compile).toList();
      return row -> {
        Object sought = value.evaluate(row);
        if (sought == null) {
          return null;
        }
        boolean unknown = false;
        for (Kernel option : options) {
          Object candidate = option.evaluate(row);
          if (candidate == null) {
            unknown = true;
          } else if (SqlValues.equal(sought, candidate)) {
            return true;
          }
        }
        return unknown ? null : (Object) false;
      };
    }

    private static Kernel choice(List<Kernel> conditions, List<Kernel> values, Kernel otherwise) {
      return row -> {
        for (int i = 0; i < conditions.size(); i++) {
          if (Boolean.TRUE.equals(conditions.get(i).evaluate(row))) {
            return values.get(i).evaluate(row);
          }
        }
        return otherwise.evaluate(row);
      };
    }

    private Kernel binary(Binary binary) {
      Kernel left = compile(binary.left());
      Kernel right = compile(binary.right());
      return switch (binary.operator()) {
        case NULL_SAFE_EQUAL ->
            row -> {
              Object l = left.evaluate(row);
              Object r = right.evaluate(row);
              return (l == null && r == null) || (l != null && r != null && SqlValues.equal(l, r));
            };
        case EQUAL -> strict(left, right, (l, r) -> SqlValues.equal(l, r));
        case NOT_EQUAL -> strict(left, right, (l, r) -> !SqlValues.equal(l, r));
        case LESS -> strict(left, right, (l, r) -> SqlValues.compare(l, r) < 0);
        case LESS_OR_EQUAL -> strict(left, right, (l, r) -> SqlValues.compare(l, r) <= 0);
        case GREATER -> strict(left, right, (l, r) -> SqlValues.compare(l, r) > 0);
        case GREATER_OR_EQUAL -> strict(left, right, (l, r) -> SqlValues.compare(l, r) >= 0);
        case ADD -> strict(left, right, Arithmetic::add);
        case SUBTRACT -> strict(left, right, Arithmetic::subtract);
        case MULTIPLY -> strict(left, right, Arithmetic::multiply);
        case DIVIDE -> strict(left, right, Arithmetic::divide);
        case CONCATENATE ->
            strict(
                left, right, (l, r) -> functions.find("concat").get().apply(new Object[] {l, r}));
      };
    }

    private static Kernel strict(Kernel left, Kernel right, BinaryOperator<Object> operator) {
      return row -> {
        Object l = left.evaluate(row);
        Object r = right.evaluate(row);
        return l == null || r == null ? null : operator.apply(l, r);
      };
    }

    private Kernel call(Call call) {
      List<Kernel> arguments = call.arguments().stream().map(this::compile).toList();
      switch (call.function()) {
        case "coalesce" -> {
          return firstKnown(arguments);
        }
        case "ifnull", "nvl" -> {
          requireArguments(call, 2, 2);
          return firstKnown(arguments);
        }
        case "if" -> {
          requireArguments(call, 3, 3);
          return choice(arguments.subList(0, 1), arguments.subList(1, 2), arguments.get(2));
        }
        case "nullif" -> {
          requireArguments(call, 2, 2);
          return row -> {
            Object l = arguments.get(0).evaluate(row);
            Object r = arguments.get(1).evaluate(row);
            return l != null && r != null && SqlValues.equal(l, r) ? null : l;
          };
        }
        case "isnull" -> {
          requireArguments(call, 1, 1);
          return row -> arguments.get(0).evaluate(row) == null;
        }
        case "isnotnull" -> {
          requireArguments(call, 1, 1);
          return row -> arguments.get(0).evaluate(row) != null;
        }
        default -> {
          return function(call, arguments);
        }
      }
    }

    private Kernel function(Call call, List<Kernel> arguments) {
      Optional<SqlFunction> known = functions.find(call.function());
      if (known.isEmpty()) {
        throw unknownFunction(call.function(), functions.names());
      }
      SqlFunction function = known.get();
      requireArguments(call, function.least(), function.most());
      Kernel[] kernels = arguments.toArray(Kernel[]::new);
      return row -> {
        Object[] values = new Object[kernels.length];
        for (int i = 0; i < kernels.length; i++) {
          values[i] = kernels[i].evaluate(row);
        }
        return function.apply(values);
      };
    }

    private static Kernel firstKnown(List<Kernel> arguments) {
      return row -> {
        for (Kernel argument : arguments) {
          Object value = argument.evaluate(row);
          if (value != null) {
            return value;
          }
        }
        return null;
      };
    }

    private static void requireArguments(Call call, int least, int most) {
      int given = call.arguments().size();
      if (given < least || given > most) {
        throw new EvaluationException(
            "the function %s takes %s, was given %d"
                .formatted(
                    call.function(),
                    least == most
                        ? least + (least == 1 ? " argument" : " arguments")
                        : most == Integer.MAX_VALUE
                            ? "at least " + least + " arguments"
                            : least + " to " + most + " arguments",
                    given));
      }
    }
  }
}
