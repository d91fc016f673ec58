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
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.config.Nearest;
import scala.jdk.javaapi.CollectionConverters;

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
   * @param problem then says why
   */
  record Outcome(Optional<DataType> type, String problem) {
    boolean failed() {
      return type.isEmpty();
    }
  }

  /** An expression of any type. */
  Outcome expression(String sql) {
    try {
      Dataset<Row> selected = empty.select(functions.expr(sql));
      LogicalPlan plan =
          ((org.apache.spark.sql.classic.Dataset<Row>) selected).queryExecution().analyzed();
      if (!(plan instanceof Project project)
          || !CollectionConverters.asJava(project.child().children()).isEmpty()) {
        return failure(
            "must be an expression of one record, without aggregates, windows or explode: " + sql);
      }
      if (CollectionConverters.asJava(project.expressions()).stream()
          .anyMatch(column -> !column.deterministic())) {
        return failure(
            "must give the same value each time, but uses a function that is random or depends on"
                + " the order of rows: "
                + sql);
      }
      return new Outcome(Optional.of(selected.schema().fields()[0].dataType()), "");
    } catch (Exception e) { // AnalysisException is checked, but Scala code does not declare it
      if (e instanceof ParseException) {
        return failure("is not an SQL expression: " + sql + " (" + firstLine(e) + ")");
      }
      return failure(
          e instanceof AnalysisException analysis
              ? explain(sql, analysis)
              : "cannot be used: " + sql + " (" + firstLine(e) + ")");
    }
  }

  /** What is wrong with an expression that must be true or false, if anything. */
  Optional<String> condition(String sql) {
    Outcome outcome = expression(sql);
    if (outcome.failed()) {
      return Optional.of(outcome.problem());
    }
    DataType type = outcome.type().get();
    return type instanceof BooleanType
        ? Optional.empty()
        : Optional.of(
            "must be a condition, true or false, but is of type "
                + type.simpleString()
                + ": "
                + sql);
  }

  private String explain(String sql, AnalysisException e) {
    String condition = String.valueOf(e.getCondition());
    Map<String, String> parameters = e.getMessageParameters();
    if (condition.startsWith("UNRESOLVED_COLUMN")) {
      String name = unquoted(parameters.get("objectName"));
      String reason = unusable.get(name);
      return (reason == null
              ? "uses the unknown column " + name + nearest(name, columns)
              : "uses the column " + name + ", " + reason)
          + ": "
          + sql;
    }
    if (condition.startsWith("UNRESOLVED_ROUTINE")) {
      String name = unquoted(parameters.get("routineName"));
      return "uses the unknown function " + name + nearest(name, functionNames()) + ": " + sql;
    }
    return "cannot be used: " + sql + " (" + firstLine(e) + ")";
  }

  private Collection<String> functionNames() {
    var names = new TreeSet<String>();
    CollectionConverters.asJava(
            ((org.apache.spark.sql.classic.SparkSession) spark)
                .sessionState()
                .functionRegistry()
                .listFunction())
        .forEach(function -> names.add(function.funcName()));
    return names;
  }

  private static String nearest(String name, Collection<String> known) {
    return Nearest.of(name, known).map(column -> "; did you mean " + column + "?").orElse("");
  }

  /** The last part of a name such as {@code `catalog`.`schema`.`name`}. */
  private static String unquoted(String name) {
    String plain = name.replace("`", "");
    return plain.substring(plain.lastIndexOf('.') + 1);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  private static Outcome failure(String problem) {
    return new Outcome(Optional.empty(), problem);
  }
}
