package org.linkagehub.core.spark.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.Platform;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One SQL function: a static method that generated code calls, and what documents it. A null
 * argument gives null.
 *
 * @param name its name in SQL
 * @param parameters the names of its arguments
 * @param types the types of its arguments, in the same order
 * @param returns the type of its result
 * @param nullable whether it can answer null to arguments that are not
 * @param doc one sentence: what it computes, its range and unit
 * @param in the class of the static method
 * @param method the name of the static method
 */
public record LinkageFunction(
    String name,
    List<String> parameters,
    List<DataType> types,
    DataType returns,
    boolean nullable,
    String doc,
    Class<?> in,
    String method) {

  public LinkageFunction {
    Objects.requireNonNull(name, "name");
    parameters = List.copyOf(parameters);
    types = List.copyOf(types);
    if (parameters.size() != types.size()) {
      throw new IllegalArgumentException(
          "function " + name + ": " + parameters.size() + " names for " + types.size() + " types");
    }
  }

  /** How a user writes it: {@code jaro_similarity(left, right)}. */
  public String signature() {
    return name + "(" + String.join(", ", parameters) + ")";
  }

  FunctionIdentifier identifier() {
    return new FunctionIdentifier(name);
  }

  /** What {@code DESCRIBE FUNCTION} shows. */
  ExpressionInfo info() {
    return new ExpressionInfo(
        in.getName(), null, name, signature() + " - " + doc, "", "", "", "", "", "", "scala_udf");
  }

  /** The call of the function, in an expression tree. */
  Expression call(Seq<Expression> arguments) {
    if (arguments.size() != types.size()) {
      // Spark's own error for this is a checked exception, which Scala's functions do not declare.
      Platform.throwException(
          QueryCompilationErrors.wrongNumArgsError(
              name, seq(List.<Object>of(types.size())), arguments.size(), "", "", ""));
    }
    return new StaticInvoke(
        in,
        returns,
        method,
        arguments,
        seq(new ArrayList<AbstractDataType>(types)),
        true,
        nullable,
        true,
        Option.empty());
  }

  private static <T> Seq<T> seq(List<T> values) {
    return CollectionConverters.asScala(values).toSeq();
  }
}
