package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.ModelFile;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.pipelines.stage.Digest;

/** A trained model as tables: exactly, as JSON, and level by level for readers. */
final class ModelTables {
  private static final String MODEL_JSON = "model_json";

  private static final StructType MODEL =
      new StructType().add(MODEL_JSON, DataTypes.StringType, false);

  private static final StructType PARAMETERS =
      new StructType()
          .add("comparison", DataTypes.StringType, false)
          .add("gamma", DataTypes.IntegerType, false)
          .add("level", DataTypes.StringType, false)
          .add("condition", DataTypes.StringType, false)
          .add("m", DataTypes.DoubleType, true)
          .add("u", DataTypes.DoubleType, true)
          .add("partial_weight", DataTypes.DoubleType, true)
          .add("tf_column", DataTypes.StringType, true);

  private ModelTables() {}

  /** MODEL: one row, the model's file. */
  static Dataset<Row> model(SparkSession spark, ModelFile file) {
    return spark.createDataFrame(List.of(RowFactory.create(ModelJson.write(file))), MODEL);
  }

  /** The model of a MODEL table. */
  static Model model(Dataset<Row> table) {
    return file(table).model();
  }

  /** The model's file of a MODEL table. */
  static ModelFile file(Dataset<Row> table) {
    return ModelJson.readFile(table.select(MODEL_JSON).head().getString(0));
  }

  /** The digest of the model of a MODEL table: of its levels and parameters, byte by byte. */
  static String sha256(Dataset<Row> table) {
    return Digest.of(ModelJson.write(model(table)));
  }

  /** PARAMETERS: a row for each level, from most alike to the else level; the prior is in MODEL. */
  static Dataset<Row> parameters(SparkSession spark, Model model) {
    var rows = new ArrayList<Row>();
    for (Comparison comparison : model.comparisons()) {
      List<ComparisonLevel> levels = comparison.byGamma();
      for (int gamma = levels.size() - 1; gamma >= 0; gamma--) {
        ComparisonLevel level = levels.get(gamma);
        Double weight =
            level.m().isPresent() && level.u().isPresent()
                ? (Double) MatchWeights.ofLevel(level.m().getAsDouble(), level.u().getAsDouble())
                : null;
        rows.add(
            RowFactory.create(
                comparison.name(),
                gamma,
                level.label(),
                level.condition(),
                boxed(level.m()),
                boxed(level.u()),
                weight,
                level.termFrequency().map(adjustment -> adjustment.column()).orElse(null)));
      }
    }
    return spark.createDataFrame(rows, PARAMETERS);
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }
}
