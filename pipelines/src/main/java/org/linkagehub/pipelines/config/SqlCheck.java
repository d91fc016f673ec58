package org.linkagehub.pipelines.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.core.spark.internals.SparkInternals;

/** Whether an SQL expression can be used on a table of given columns; nothing is read. */
final class SqlCheck {
  private final SparkSession spark;
  private final Dataset<Row> empty;
  private final List<String> columns;
  private final Map<String, String> unusable;

  /**
   * A check of expressions over one table.
   *
   * @param schema the columns that an expression may use
   * @param unusable why other columns, known to the user, cannot be used: name to a clause that
   *     follows the name
   */
  SqlCheck(SparkSession spark, StructType schema, Map<String, String> unusable) {
    this.spark = spark;
    this.empty = spark.createDataFrame(List.<Row>of(), schema);
    this.columns = List.of(schema.fieldNames());
    this.unusable = Map.copyOf(unusable);
  }

  /**
   * What an expression comes to.
   *
   * @param type empty where the expression cannot be used
   * @param unknownColumn whether that is for a column it does not have
   * @param reason then says why
   * @param sql the expression
   */
  record Outcome(Optional<DataType> type, boolean unknownColumn, String reason, String sql) {
    boolean failed() {
      return type.isEmpty();
    }

    /** The reason and the expression. */
    String problem() {
      return reason + ": " + sql;
    }
  }

  /** An expression of any type. */
  Outcome expression(String sql) {
    try {
      Dataset<Row> selected = empty.select(functions.expr(sql));
      LogicalPlan plan = SparkInternals.queryExecution(selected).analyzed();
      if (!(plan instanceof Project project)
          || !SparkInternals.list(project.child().children()).isEmpty()) {
        return failure(
            "must be an expression of one record, without aggregates, windows or explode", sql);
      }
      if (SparkInternals.list(project.expressions()).stream()
          .anyMatch(column -> !column.deterministic())) {
        return failure(
            "must give the same value each time, but uses a function that is random or depends on"
                + " the order of rows",
            sql);
      }
      return new Outcome(Optional.of(selected.schema().fields()[0].dataType()), false, "", sql);
    } catch (Exception e) { // AnalysisException is checked, but Scala code does not declare it
      return new Outcome(Optional.empty(), isUnknownColumn(e), reason(e), sql);
    }
  }

  /** An expression that must give an array. */
  Outcome array(String sql) {
    Outcome outcome = expression(sql);
    return outcome.failed() || outcome.type().get() instanceof ArrayType
        ? outcome
        : failure(
            "must be an array, for any-of asks for an element in common, but is of type "
                + outcome.type().get().simpleString(),
            sql);
  }

  /** An expression that must be true or false. */
  Outcome condition(String sql) {
    Outcome outcome = expression(sql);
    return outcome.failed() || outcome.type().get() instanceof BooleanType
        ? outcome
        : failure(
            "must be a condition, true or false, but is of type "
                + outcome.type().get().simpleString(),
            sql);
  }

  private static boolean isUnknownColumn(Exception e) {
    return e instanceof AnalysisException analysis
        && String.valueOf(SparkInternals.condition(analysis)).startsWith("UNRESOLVED_COLUMN");
  }

  private String reason(Exception e) {
    if (e instanceof ParseException) {
      return "is not an SQL expression (" + firstLine(e) + ")";
    }
    if (!(e instanceof AnalysisException analysis)) {
      return "cannot be used (" + firstLine(e) + ")";
    }
    Map<String, String> parameters = analysis.getMessageParameters();
    if (isUnknownColumn(e)) {
      String name = unquoted(parameters.get("objectName"));
      String why = unusable.get(name);
      return why == null
          ? "uses the unknown column " + name + Nearest.suggestion(name, columns)
          : "uses the column " + name + ", " + why;
    }
    String condition = String.valueOf(SparkInternals.condition(analysis));
    if (condition.startsWith("UNRESOLVED_ROUTINE")) {
      String name = unquoted(parameters.get("routineName"));
      return "uses the unknown function " + name + Nearest.suggestion(name, functionNames());
    }
    if (condition.endsWith("UNEXPECTED_INPUT_TYPE")) {
      return "needs "
          + unquoted(parameters.get("requiredType"))
          + " where it is given "
          + parameters.get("inputSql").replace("\"", "")
          + ", which is "
          + unquoted(parameters.get("inputType"));
    }
    return "cannot be used (" + firstLine(e) + ")";
  }

  private Collection<String> functionNames() {
    var names = new TreeSet<String>();
    SparkInternals.list(SparkInternals.sessionState(spark).functionRegistry().listFunction())
        .forEach(function -> names.add(function.funcName()));
    return names;
  }

  /** The last part of a name such as {@code `catalog`.`schema`.`name`}. */
  private static String unquoted(String name) {
    String plain = name.replace("`", "").replace("\"", "");
    return plain.substring(plain.lastIndexOf('.') + 1);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("").strip();
  }

  private static Outcome failure(String reason, String sql) {
    return new Outcome(Optional.empty(), false, reason, sql);
  }
}
