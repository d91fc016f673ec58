package org.linkagehub.core.spark.functions;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UnresolvedNamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.Platform;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** The expressions of Catalyst that calls are made of. */
final class Expressions {
  private Expressions() {}

  /**
   * A call of a static method that is compiled into the stage; null where an argument is.
   *
   * @param types what the arguments are cast to
   * @param nullable whether the method can answer null
   */
  static Expression invoke(
      Class<?> in,
      String method,
      DataType returns,
      boolean nullable,
      List<DataType> types,
      List<Expression> arguments) {
    return new StaticInvoke(
        in,
        returns,
        method,
        seq(arguments),
        seq(new ArrayList<AbstractDataType>(types)),
        true,
        nullable,
        true);
  }

  /** A call of a function by its name, which Spark looks up as if it stood in the SQL text. */
  static Expression named(String function, Expression... arguments) {
    return new UnresolvedFunction(
        seq(List.of(function)), seq(List.of(arguments)), false, Option.empty(), false);
  }

  /** A variable of a lambda function. */
  static UnresolvedNamedLambdaVariable variable(String name) {
    return new UnresolvedNamedLambdaVariable(seq(List.of(name)));
  }

  /** {@code variable -> body}. */
  static Expression lambda(UnresolvedNamedLambdaVariable variable, Expression body) {
    return new LambdaFunction(body, seq(List.<NamedExpression>of(variable)), false);
  }

  /** Refuses a call that has as many arguments as {@code given}. */
  static void refuseArguments(String function, List<Object> allowed, int given) {
    // Spark's own error for this is a checked exception, which Scala's functions do not declare.
    Platform.throwException(
        QueryCompilationErrors.wrongNumArgsError(function, seq(allowed), given, "", "", ""));
  }

  private static <T> Seq<T> seq(List<T> values) {
    return JavaConverters.asScalaBuffer(values).toSeq();
  }
}
