package org.linkagehub.pipelines.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.cluster.CutReason;
import org.linkagehub.core.config.ComparisonSettings;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConstraintSettings;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.core.config.Problem;
import org.linkagehub.core.config.TrainingSettings;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.Impossibility;
import org.linkagehub.core.model.SortedNeighbourhood;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.functions.LinkageFunctions;

/**
 * Whether a configuration fits its inputs. Schemas are read, records are not; every problem is
 * found before the first is told.
 */
public final class ConfigCheck {
  private static final String DERIVE = "linkage.derive.";
  private static final String STANDARDISE = "linkage.standardise.";
  private static final String CONSTRAINTS = "linkage.clustering.constraints";

  private final SparkSession spark;
  private final LinkageConfig config;
  private final List<Problem> problems = new ArrayList<>();
  private StructType records = new StructType();

  private ConfigCheck(SparkSession spark, LinkageConfig config) {
    this.spark = spark;
    this.config = config;
  }

  /** Everything that does not fit; empty where all does. */
  public static List<Problem> problems(SparkSession spark, LinkageConfig config) {
    return checked(spark, config).sortedProblems();
  }

  private static ConfigCheck checked(SparkSession spark, LinkageConfig config) {
    if (!spark.catalog().functionExists(LinkageFunctions.all().get(0).name())) {
      LinkageFunctions.register(spark); // twice would warn
    }
    var check = new ConfigCheck(spark, config);
    check.run();
    return check;
  }

  private List<Problem> sortedProblems() {
    return problems.stream().sorted(Problem.BY_PLACE).toList();
  }

  /**
   * Passes a configuration that fits its inputs.
   *
   * @return the columns of the standardised records, identity left out
   * @throws ConfigException with everything that does not
   */
  public static StructType require(SparkSession spark, LinkageConfig config) {
    ConfigCheck check = checked(spark, config);
    if (!check.problems.isEmpty()) {
      throw new ConfigException(check.sortedProblems());
    }
    return check.records;
  }

  private void run() {
    var inputs = new LinkedHashMap<String, Map<String, DataType>>();
    for (int i = 0; i < config.inputs().size(); i++) {
      InputSettings input = config.inputs().get(i);
      new InputCheck(spark, config, input, "linkage.inputs[" + i + "]", this::problem)
          .run()
          .ifPresent(columns -> inputs.put(input.name(), columns));
    }
    for (ExclusionSettings exclusion : config.exclusions()) {
      if (exclusion.ids().isPresent()) {
        InputCheck.check(spark, exclusion, this::problem);
      }
    }
    config.output().schema().ifPresent(this::checkSchema);
    TrainingTablesCheck.check(spark, config, this::problem);
    if (inputs.size() < config.inputs().size()) {
      return; // which columns there are is not known, and what builds on them would be noise
    }
    Map<String, String> unusable = unusable(inputs);
    StructType common = commonColumns(inputs);
    checkStandardised(common, unusable);
    withDerived(common, unusable)
        .ifPresent(
            all -> {
              records = all;
              checkMandatory(all, unusable);
              checkTrainingColumns(all, unusable);
              checkGroups(all, unusable);
              checkRules(all, unusable);
              checkComparisons(all, unusable);
              checkConstraints(all, unusable);
              checkQuality(all, unusable);
            });
  }

  private void checkSchema(String schema) {
    boolean there;
    try {
      there = spark.catalog().databaseExists(schema);
    } catch (Exception e) { // an unknown catalog; Scala code throws checked exceptions undeclared
      there = false;
    }
    if (!there) {
      problem(
          "linkage.output.schema",
          "names no schema of the catalog, was " + schema + "; make it: CREATE SCHEMA " + schema);
    }
  }

  private void checkMandatory(StructType all, Map<String, String> unusable) {
    Set<String> known = Set.of(all.fieldNames());
    for (String column : config.quarantine().mandatory()) {
      if (!known.contains(column)) {
        problem("linkage.quarantine.mandatory", "names " + unknown(column, known, unusable));
      }
    }
  }

  private void checkTrainingColumns(StructType all, Map<String, String> unusable) {
    Set<String> known = Set.of(all.fieldNames());
    config
        .labels()
        .column()
        .filter(column -> !known.contains(column))
        .ifPresent(
            column ->
                problem(
                    "linkage.training.labels.column", "names " + unknown(column, known, unusable)));
    config
        .termFrequencies()
        .forEach(
            (adjusted, of) ->
                of.recordColumn()
                    .filter(column -> !known.contains(column))
                    .ifPresent(
                        column ->
                            problem(
                                "linkage.term-frequencies." + adjusted + ".column",
                                "names " + unknown(column, known, unusable))));
  }

  private void checkGroups(StructType all, Map<String, String> unusable) {
    var known = new TreeSet<>(List.of(all.fieldNames()));
    known.addAll(config.derived().keySet());
    for (String column : config.cleaning().groups()) {
      if (!known.contains(column)) {
        problem("linkage.cleaning.groups", "names " + unknown(column, known, unusable));
      }
    }
    config
        .cleaning()
        .knownPlaceholders()
        .ifPresent(column -> checkPlaceholders(column, all, unusable));
  }

  private void checkPlaceholders(String column, StructType all, Map<String, String> unusable) {
    String key = "linkage.cleaning.known-placeholders";
    Set<String> known = new TreeSet<>(List.of(all.fieldNames()));
    if (!known.contains(column)) {
      problem(key, "names " + unknown(column, known, unusable));
    } else if (!(all.apply(column).dataType() instanceof ArrayType array
        && array.elementType() instanceof StringType)) {
      problem(
          key,
          "must name a column of arrays of texts, the names of columns; %s is %s"
              .formatted(column, all.apply(column).dataType().simpleString()));
    }
  }

  private void checkQuality(StructType all, Map<String, String> unusable) {
    // The source and the ids of records can be used, too.
    StructType records =
        all.add(Columns.SOURCE, DataTypes.StringType).add(Columns.RECORD_ID, DataTypes.StringType);
    QualityCheck.check(
        config.quality(),
        new SqlCheck(spark, records, unusable),
        new SqlCheck(spark, pairOf(records), ofBothSides(unusable)),
        this::problem);
  }

  /** The columns that all inputs have, which must be of one type. */
  private StructType commonColumns(Map<String, Map<String, DataType>> inputs) {
    List<String> names = List.copyOf(inputs.keySet());
    var common = new StructType();
    for (Map.Entry<String, DataType> column : inputs.get(names.get(0)).entrySet()) {
      String name = column.getKey();
      if (inputs.values().stream().allMatch(columns -> columns.containsKey(name))) {
        common = common.add(name, column.getValue());
        requireOneType(inputs, names, name);
      }
    }
    return common;
  }

  private void requireOneType(
      Map<String, Map<String, DataType>> inputs, List<String> names, String column) {
    DataType first = inputs.get(names.get(0)).get(column);
    for (int i = 1; i < names.size(); i++) {
      DataType other = inputs.get(names.get(i)).get(column);
      if (!first.sameType(other)) {
        problem(
            "linkage.inputs[" + i + "]",
            "has the column "
                + column
                + " as "
                + other.simpleString()
                + ", but input "
                + names.get(0)
                + " has it as "
                + first.simpleString()
                + "; make them alike: linkage.standardise."
                + column
                + " = [trim, …]");
      }
    }
  }

  /** Why some columns of the inputs cannot be used: name to a clause. */
  private Map<String, String> unusable(Map<String, Map<String, DataType>> inputs) {
    var reasons = new TreeMap<String, String>();
    inputs
        .values()
        .forEach(
            columns ->
                columns
                    .keySet()
                    .forEach(
                        column ->
                            inputs.forEach(
                                (name, others) -> {
                                  if (!others.containsKey(column)) {
                                    reasons.putIfAbsent(
                                        column,
                                        "which input "
                                            + name
                                            + " does not have; name it under that input's"
                                            + " columns");
                                  }
                                })));
    config
        .evaluation()
        .truePerson()
        .ifPresent(
            truth ->
                reasons.put(truth, "which is the true person and never an input of the linkage"));
    return reasons;
  }

  private void checkStandardised(StructType records, Map<String, String> unusable) {
    Set<String> known = Set.of(records.fieldNames());
    for (String column : config.standardise().keySet()) {
      if (!known.contains(column) && config.source().states(STANDARDISE + column)) {
        problem(STANDARDISE + column, "is for " + unknown(column, known, unusable));
      }
    }
  }

  /** The records' columns with the derived ones; empty if one of the user's has a problem. */
  private Optional<StructType> withDerived(StructType columns, Map<String, String> unusable) {
    Set<String> known = Set.of(columns.fieldNames());
    StructType schema = columns;
    boolean sound = true;
    for (Map.Entry<String, String> derived : config.derived().entrySet()) {
      String name = derived.getKey();
      boolean byUser = config.source().states(DERIVE + name);
      SqlCheck.Outcome outcome =
          new SqlCheck(spark, schema, unusable).expression(derived.getValue());
      if (known.contains(name)) {
        sound = false;
        problem(
            byUser ? DERIVE + name : templateOf(name),
            byUser
                ? "is already a column of the inputs; give the derived one another name"
                : "makes a column "
                    + name
                    + ", which the inputs have already; list what to take of them under columns,"
                    + " without it or under another name");
      } else if (byUser && !InputTables.isName(name)) {
        sound = false;
        problem(
            DERIVE + name,
            "must be a name of letters, digits and underscores that does not end in _l or _r");
      } else if (!outcome.failed()) {
        schema = schema.add(name, outcome.type().get());
      } else if (byUser) {
        sound = false;
        problem(DERIVE + name, outcome.problem());
      } // a template's column fails where the comparison's own column is missing: reported there
    }
    return sound ? Optional.of(schema) : Optional.empty();
  }

  private String templateOf(String derived) {
    return config.comparisons().stream()
        .filter(comparison -> comparison.derived().containsKey(derived))
        .map(ComparisonSettings::key)
        .findFirst()
        .orElse("linkage.comparisons");
  }

  private void checkRules(StructType all, Map<String, String> unusable) {
    StructType records = all;
    for (BlockingRule rule : config.candidateRules()) {
      String place = rule.sorted().map(SortedNeighbourhood::positionColumn).orElse("");
      if (!place.isEmpty() && !List.of(records.fieldNames()).contains(place)) {
        records = records.add(place, DataTypes.LongType);
      }
    }
    var oneRecord = new SqlCheck(spark, records, unusable);
    var pair = new SqlCheck(spark, pairOf(records), ofBothSides(unusable));
    checkRules(oneRecord, pair, config.passes().rules(), "linkage.passes.rules");
    if (!config.passes().alone()) {
      checkRules(oneRecord, pair, config.blocking().rules(), "linkage.blocking.rules");
    }
    config.training().ifPresent(training -> checkRules(oneRecord, pair, training));
  }

  private void checkRules(SqlCheck oneRecord, SqlCheck pair, TrainingSettings training) {
    checkRules(
        oneRecord,
        pair,
        training.prior().deterministicRules(),
        "linkage.training.prior.deterministic-rules");
    checkRules(oneRecord, pair, training.em().rules(), "linkage.training.em.rules");
  }

  private void checkRules(
      SqlCheck oneRecord, SqlCheck pair, List<BlockingRule> rules, String setting) {
    for (int i = 0; i < rules.size(); i++) {
      String at = setting + "[" + i + "]";
      for (BlockingRule.Key key : rules.get(i).keys()) {
        for (String expression : new LinkedHashSet<>(List.of(key.left(), key.right()))) {
          SqlCheck.Outcome outcome =
              key.isArray() ? oneRecord.array(expression) : oneRecord.expression(expression);
          if (outcome.failed()) {
            problem(at, outcome.problem());
          }
        }
      }
      rules
          .get(i)
          .sorted()
          .ifPresent(
              order ->
                  order.by().stream()
                      .map(oneRecord::expression)
                      .filter(SqlCheck.Outcome::failed)
                      .forEach(outcome -> problem(at + ".sorted-by", outcome.problem())));
      rules
          .get(i)
          .where()
          .map(pair::condition)
          .filter(SqlCheck.Outcome::failed)
          .ifPresent(outcome -> problem(at + ".where", outcome.problem()));
    }
  }

  private void checkComparisons(StructType records, Map<String, String> unusable) {
    var pair = new SqlCheck(spark, pairOf(records), ofBothSides(unusable));
    Set<String> known = Set.of(records.fieldNames());
    for (ComparisonSettings settings : config.comparisons()) {
      List<String> missing =
          settings.columns().stream()
              .filter(column -> !known.contains(column))
              .filter(column -> !config.derived().containsKey(column))
              .sorted()
              .toList();
      missing.forEach(
          column -> problem(settings.key(), "uses " + unknown(column, known, unusable)));
      checkLevels(settings, pair);
    }
  }

  private void checkConstraints(StructType records, Map<String, String> unusable) {
    ConstraintSettings constraints = config.clustering().constraints();
    Set<String> known = Set.of(records.fieldNames());
    for (String column : constraints.columns()) {
      if (!known.contains(column)) {
        problem(CONSTRAINTS, "use " + unknown(column, known, unusable));
      }
    }
    var pair =
        new SqlCheck(
            spark,
            pairOf(records.add(Columns.SOURCE, DataTypes.StringType)),
            ofBothSides(unusable));
    for (Impossibility impossibility : constraints.impossibilities()) {
      require(pair, impossibility.name(), impossibility.condition());
    }
    constraints.doubtfulTwins().ifPresent(condition -> require(pair, CutReason.TWINS, condition));
  }

  /** Columns of the named settings have been told before. */
  private void require(SqlCheck pair, String name, String condition) {
    SqlCheck.Outcome outcome = pair.condition(condition);
    boolean ownSql =
        config.clustering().constraints().impossible().stream()
            .anyMatch(i -> i.name().equals(name));
    if (outcome.failed() && (ownSql || !outcome.unknownColumn())) {
      problem(CONSTRAINTS, "\"" + name + "\" " + outcome.problem());
    }
  }

  /**
   * One reason, say a wrong type, is told once, by the first level that it concerns; unknown
   * columns have been told before.
   */
  private void checkLevels(ComparisonSettings settings, SqlCheck pair) {
    var reasons = new HashSet<String>();
    for (ComparisonLevel level : settings.comparison().levels()) {
      if (level.kind() != ComparisonLevel.Kind.ELSE) {
        SqlCheck.Outcome outcome = pair.condition(level.condition());
        if (outcome.failed() && !outcome.unknownColumn() && reasons.add(outcome.reason())) {
          problem(settings.key(), "level \"" + level.label() + "\" " + outcome.problem());
        }
      }
    }
  }

  private static StructType pairOf(StructType records) {
    var pair = new StructType();
    for (StructField field : records.fields()) {
      pair =
          pair.add(field.name() + "_l", field.dataType())
              .add(field.name() + "_r", field.dataType());
    }
    return pair;
  }

  private static Map<String, String> ofBothSides(Map<String, String> reasons) {
    var both = new HashMap<String, String>();
    reasons.forEach(
        (column, reason) -> {
          both.put(column + "_l", reason);
          both.put(column + "_r", reason);
        });
    return both;
  }

  private static String unknown(String column, Set<String> known, Map<String, String> unusable) {
    String reason = unusable.get(column);
    return reason == null
        ? "the unknown column "
            + column
            + Nearest.suggestion(column, known)
            + " (there are: "
            + String.join(", ", known.stream().sorted().toList())
            + ")"
        : "the column " + column + ", " + reason;
  }

  private void problem(String key, String message) {
    problems.add(config.source().problem(key, message));
  }
}
