package org.linkagehub.core.spark.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.spark.internals.SparkInternals;
import scala.collection.Seq;

/**
 * One SQL function: how it is called, what documents it, and the expression that a call becomes. A
 * null argument gives null.
 *
 * @param name its name in SQL
 * @param group the heading that documentation lists it under
 * @param parameters its arguments; those with a default come last
 * @param returns the type of its result
 * @param doc what it computes, its range and unit
 * @param computedBy the class of plain Java that computes it
 * @param call makes the expression from as many arguments as there are parameters
 */
public record LinkageFunction(
    String name,
    String group,
    List<Parameter> parameters,
    DataType returns,
    String doc,
    Class<?> computedBy,
    Call call) {

  /**
   * An argument.
   *
   * @param name what documentation calls it
   * @param type the type that it is cast to
   * @param defaultValue its value where a call leaves it out
   */
  public record Parameter(String name, DataType type, Optional<Object> defaultValue) {
    static Parameter of(String name, DataType type) {
      return new Parameter(name, type, Optional.empty());
    }

    static Parameter of(String name, DataType type, Object defaultValue) {
      return new Parameter(name, type, Optional.of(defaultValue));
    }

    private Expression defaultLiteral() {
      Object value = defaultValue.orElseThrow();
      return new Literal(value instanceof String text ? UTF8String.fromString(text) : value, type);
    }
  }

  /** Makes the expression of a call. */
  @FunctionalInterface
  public interface Call {
    Expression of(List<Expression> arguments);
  }

  public LinkageFunction {
    parameters = List.copyOf(parameters);
  }

  /** How a user writes it: {@code qgram_jaccard(left, right[, q = 2])}. */
  public String signature() {
    String required =
        parameters.stream()
            .filter(parameter -> parameter.defaultValue().isEmpty())
            .map(Parameter::name)
            .collect(Collectors.joining(", "));
    String optional =
        parameters.stream()
            .filter(parameter -> parameter.defaultValue().isPresent())
            .map(
                parameter ->
                    "[, " + parameter.name() + " = " + parameter.defaultValue().get() + "]")
            .collect(Collectors.joining());
    return name + "(" + required + optional + ")";
  }

  FunctionIdentifier identifier() {
    return new FunctionIdentifier(name);
  }

  /** What {@code DESCRIBE FUNCTION} shows. */
  ExpressionInfo info() {
    return new ExpressionInfo(
        computedBy.getName(),
        null,
        name,
        signature() + " - " + doc,
        "",
        "",
        "",
        "",
        "",
        "",
        "scala_udf");
  }

  /** The expression of a call in an SQL text. */
  Expression build(Seq<Expression> given) {
    List<Expression> arguments = new ArrayList<>(SparkInternals.list(given));
    int required = (int) parameters.stream().filter(p -> p.defaultValue().isEmpty()).count();
    if (arguments.size() < required || arguments.size() > parameters.size()) {
      List<Object> allowed = new ArrayList<>();
      for (int count = required; count <= parameters.size(); count++) {
        allowed.add(count);
      }
      Expressions.refuseArguments(name, allowed, arguments.size());
    }
    for (int i = arguments.size(); i < parameters.size(); i++) {
      arguments.add(parameters.get(i).defaultLiteral());
    }
    return call.of(arguments);
  }
}
