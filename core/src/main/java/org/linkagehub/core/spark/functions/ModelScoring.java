package org.linkagehub.core.spark.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedExtractValue;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.ObjectType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.score.PairScorer;
import org.linkagehub.core.score.WeightTable;
import org.linkagehub.core.spark.functions.LinkageFunction.Call;
import org.linkagehub.core.spark.functions.LinkageFunction.Parameter;
import org.linkagehub.core.spark.internals.SparkInternals;

/**
 * A model as functions of SQL. The model is read when a query is analysed; each level becomes the
 * expression that its condition is, of the fields of both records, so that all of it is compiled
 * with the query.
 */
final class ModelScoring {
  private static final String GROUP = "Scoring";

  /** In the place of a file: weigh without frequencies. */
  private static final String NONE = "none";

  private static final DataType INTS = new ArrayType(IntegerType, false);
  private static final DataType STRINGS = new ArrayType(StringType, true);

  private ModelScoring() {}

  static List<LinkageFunction> functions() {
    return List.of(
        function(
            "match_weight",
            "Match weight in bits of two records, structs of the cleaned columns, by the model in a"
                + " file (linkage model export). frequencies: the file of its term frequencies, or"
                + " 'none' to leave them out."),
        function("match_probability", "P(match), 0 to 1, of the same arguments as match_weight."));
  }

  private static LinkageFunction function(String name, String doc) {
    var record = new StructType();
    return new LinkageFunction(
        name,
        GROUP,
        List.of(
            Parameter.of("model", StringType),
            Parameter.of("left", record),
            Parameter.of("right", record),
            Parameter.of("frequencies", StringType, "")),
        DoubleType,
        doc,
        PairScorer.class,
        call(name, name.equals("match_weight") ? "matchWeight" : "matchProbability"));
  }

  private static Call call(String name, String method) {
    return arguments -> {
      String file = text(name, "model", arguments.get(0));
      Expression left = record(name, "left", arguments.get(1));
      Expression right = record(name, "right", arguments.get(2));
      String frequencies = text(name, "frequencies", arguments.get(3));
      Model model = readModel(name, file);
      PairWeigher weigher = weigher(name, model, file, frequencies);
      DataType type = new ObjectType(PairWeigher.class);
      var parser = new CatalystSqlParser();
      var gammas = new ArrayList<Expression>();
      for (Comparison comparison : model.comparisons()) {
        gammas.add(ofPair(parser.parseExpression(gamma(comparison)), left, right));
      }
      Expression weight =
          Expressions.invoke(
              PairWeigher.class,
              method,
              DoubleType,
              false,
              List.of(type, INTS, STRINGS, STRINGS),
              List.of(
                  new Literal(weigher, type),
                  Expressions.named("array", gammas.toArray(Expression[]::new)),
                  values(weigher, left),
                  values(weigher, right)));
      Expression missing =
          Expressions.named(
              "or", Expressions.named("isnull", left), Expressions.named("isnull", right));
      return Expressions.named("if", missing, new Literal(null, DoubleType), weight);
    };
  }

  private static String text(String function, String parameter, Expression given) {
    Object value = given.foldable() ? given.eval(null) : null;
    if (value == null) {
      throw new IllegalArgumentException(
          "%s: %s must be a text in quotes, the path of a file".formatted(function, parameter));
    }
    return value.toString();
  }

  private static Expression record(String function, String parameter, Expression given) {
    if (given.resolved() && !(given.dataType() instanceof StructType)) {
      throw new IllegalArgumentException(
          "%s: %s must be a record, a struct such as struct(l.*), was %s"
              .formatted(function, parameter, given.dataType().simpleString()));
    }
    return given;
  }

  private static Model readModel(String function, String file) {
    Path path = new Path(file);
    try (InputStream in = path.getFileSystem(hadoop()).open(path)) {
      return ModelJson.read(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s: cannot read the model %s: %s".formatted(function, file, e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: %s is not a model: %s".formatted(function, file, e.getMessage()), e);
    }
  }

  private static PairWeigher weigher(
      String function, Model model, String file, String frequencies) {
    WeightTable weights = WeightTable.of(model);
    if (frequencies.equals(NONE) || weights.adjustedColumns().isEmpty()) {
      return PairWeigher.withoutFrequencies(weights);
    }
    if (frequencies.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: the model %s adjusts by term frequencies: give their file as the fourth argument"
                  .formatted(function, file)
              + " (linkage model export --frequencies writes it), or 'none' to leave them out");
    }
    Path path = new Path(frequencies);
    try {
      return PairWeigher.withFrequencies(weights, path.getFileSystem(hadoop()).getFileStatus(path));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s: cannot read the frequencies %s: %s".formatted(function, frequencies, e.getMessage()),
          e);
    }
  }

  private static Configuration hadoop() {
    return SparkInternals.sessionState(SparkSession.active()).newHadoopConf();
  }

  /** The level of a pair, as SQL on columns that end in _l and _r. */
  private static String gamma(Comparison comparison) {
    var sql = new StringBuilder("CASE");
    int gamma = comparison.grades();
    for (ComparisonLevel level : comparison.levels()) {
      if (level.kind() != ComparisonLevel.Kind.ELSE) {
        int value = level.kind() == ComparisonLevel.Kind.MISSING ? -1 : --gamma;
        sql.append(" WHEN ").append(level.condition()).append(" THEN ").append(value);
      }
    }
    return sql.append(" ELSE 0 END").toString();
  }

  /** The expression with columns of both sides replaced by fields of the two records. */
  private static Expression ofPair(Expression expression, Expression left, Expression right) {
    if (expression instanceof UnresolvedAttribute attribute) {
      List<String> parts = SparkInternals.list(attribute.nameParts());
      String name = parts.get(0);
      boolean ofLeft = name.endsWith("_l");
      if (!ofLeft && !name.endsWith("_r")) {
        throw new IllegalArgumentException(
            "the model compares by the column %s, which is of neither record".formatted(name));
      }
      Expression field = field(ofLeft ? left : right, name.substring(0, name.length() - 2));
      for (String part : parts.subList(1, parts.size())) {
        field = field(field, part);
      }
      return field;
    }
    UnaryOperator<Expression> change = child -> ofPair(child, left, right);
    return expression.mapChildren(change::apply);
  }

  private static Expression field(Expression record, String name) {
    return new UnresolvedExtractValue(record, new Literal(UTF8String.fromString(name), StringType));
  }

  /** A record's values of the adjusted columns, as text. */
  private static Expression values(PairWeigher weigher, Expression record) {
    var values = new ArrayList<Expression>();
    for (String column : weigher.columns()) {
      values.add(Expressions.named("string", field(record, column)));
    }
    if (values.isEmpty()) {
      values.add(new Literal(null, StringType));
    }
    return Expressions.named("array", values.toArray(Expression[]::new));
  }
}
