package org.linkagehub.pipelines.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.standardise.Step;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.InputTables;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.link.DemoJob;
import org.linkagehub.pipelines.stage.Digest;
import org.linkagehub.qa.synthetic.SyntheticPeople;
import org.linkagehub.qa.synthetic.SyntheticSettings;

/**
 * Makes the configuration that is measured: the given one, or that of the demo, with other rules or
 * with copies of its people.
 *
 * <p>A copy has the same records, each with an id and a true person of its own. What is cleaned as
 * a name or a postcode gets an ending, so that there are as many more distinct values to hold; and
 * the number of the copy is one more thing that every rule asks two records to agree on, so that a
 * rule on dates alone keeps copies apart too. N copies make N times the pairs of one.
 */
final class BenchInput {
  private static final String RULES = "blocking.rules";
  private static final String PRIOR = "training.prior.deterministic-rules";
  private static final String SESSIONS = "training.em.rules";
  private static final int LETTERS = 26;

  private final BenchSettings settings;
  private final Supplier<SparkSession> sessions;
  private final Consumer<String> note;

  /**
   * An input to be.
   *
   * @param sessions opens a session, where people must be made
   * @param note hears what is being done
   */
  BenchInput(BenchSettings settings, Supplier<SparkSession> sessions, Consumer<String> note) {
    this.settings = settings;
    this.sessions = sessions;
    this.note = note;
  }

  /**
   * Makes the people, unless an earlier benchmark made the same, and writes the configuration.
   *
   * @return its file
   * @throws org.linkagehub.core.config.ConfigException if the given one has a problem
   */
  Path prepare() {
    Path base = settings.configuration().map(Path::toAbsolutePath).orElseGet(this::ofTheDemo);
    LinkageConfig config = LinkageConfig.ofFile(base);
    var changes = new LinkedHashMap<String, ConfigValue>();
    // Whatever is measured stays in the benchmark's own folder.
    changes.put("output.schema", ConfigValueFactory.fromAnyRef(null));
    Config stated = ConfigFactory.parseString(config.source().toJson());
    Map<String, List<List<String>>> given =
        settings.rules() == BenchRules.OWN ? Map.of() : Map.of(RULES, settings.rules().rules());
    for (String key : List.of(RULES, PRIOR, SESSIONS)) {
      ConfigList rules =
          given.containsKey(key)
              ? (ConfigList) ConfigValueFactory.fromAnyRef(given.get(key))
              : stated.getList(key);
      if (given.containsKey(key) || settings.copies() > 1) {
        changes.put(key, settings.copies() > 1 ? keepingCopiesApart(rules) : rules);
      }
    }
    if (settings.configuration().isEmpty() || settings.copies() > 1) {
      changes.put("inputs", inputs(config));
    }
    Path file = settings.folder().resolve("bench.conf");
    write(file, "include required(file(" + quoted(base) + "))\n" + block(changes));
    return file;
  }

  private Path ofTheDemo() {
    Path file = settings.folder().resolve("generated.conf");
    write(file, DemoJob.configuration());
    return file.toAbsolutePath();
  }

  private static String quoted(Path path) {
    return ConfigValueFactory.fromAnyRef(path.toString()).render();
  }

  private static String block(Map<String, ConfigValue> changes) {
    Config all = ConfigFactory.empty();
    for (Map.Entry<String, ConfigValue> change : changes.entrySet()) {
      all = all.withValue(change.getKey(), change.getValue());
    }
    return ConfigSource.ROOT
        + " "
        + all.root().render(ConfigRenderOptions.concise().setFormatted(true))
        + "\n";
  }

  private static ConfigList keepingCopiesApart(ConfigList rules) {
    var apart = new ArrayList<Object>();
    for (ConfigValue rule : rules) {
      if (rule instanceof ConfigObject block) {
        List<Object> keys = block.toConfig().getList("columns").unwrapped();
        apart.add(
            block.withValue("columns", ConfigValueFactory.fromAnyRef(more(keys))).unwrapped());
      } else {
        apart.add(more(((ConfigList) rule).unwrapped()));
      }
    }
    return (ConfigList) ConfigValueFactory.fromAnyRef(apart);
  }

  private static List<Object> more(List<Object> keys) {
    var all = new ArrayList<>(keys);
    all.add(BenchSettings.COPY);
    return all;
  }

  private ConfigValue inputs(LinkageConfig config) {
    var inputs = new ArrayList<Map<String, Object>>();
    for (InputSettings input : config.inputs()) {
      Path people = settings.folder().resolve("input").resolve(nameOf(config, input) + ".parquet");
      if (!Files.exists(people.resolve("_SUCCESS"))) {
        note.accept("making the people of " + input.name());
        people(config, input).write().mode("overwrite").parquet(people.toString());
      }
      inputs.add(
          Map.of(
              "name",
              input.name(),
              "path",
              people.toString(),
              "id",
              input.id(),
              "format",
              "parquet"));
    }
    return ConfigValueFactory.fromIterable(inputs);
  }

  /** Tells apart what is read, how often it is copied and of what its copies get an ending. */
  private String nameOf(LinkageConfig config, InputSettings input) {
    String what =
        settings.configuration().isEmpty()
            ? settings.people() + "-" + settings.seed()
            : Digest.of(input.reading() + input.location() + ended(config)).substring(0, 12);
    return "%s-%s-x%d".formatted(input.name(), what, settings.copies());
  }

  private Dataset<Row> people(LinkageConfig config, InputSettings input) {
    SparkSession spark = sessions.get();
    Dataset<Row> one;
    if (settings.configuration().isEmpty()) {
      one =
          SyntheticPeople.records(spark, SyntheticSettings.of(settings.people(), settings.seed()));
    } else {
      one = chosen(config, input, InputTables.open(spark, input));
    }
    Dataset<Row> all = null;
    for (int copy = 0; copy < settings.copies(); copy++) {
      Dataset<Row> next = copy(config, input, one, copy);
      all = all == null ? next : all.unionByName(next);
    }
    return all;
  }

  /** The columns that a run would take of an input, under its names, with id and truth. */
  private static Dataset<Row> chosen(
      LinkageConfig config, InputSettings input, Dataset<Row> table) {
    Dataset<Row> rows = input.where().isPresent() ? table.where(expr(input.where().get())) : table;
    var taken = new LinkedHashMap<String, String>();
    taken.put(input.id(), input.id());
    config.evaluation().truePerson().ifPresent(person -> taken.put(person, person));
    InputTables.columns(config, input, table.schema()).forEach(taken::putIfAbsent);
    return rows.select(
        taken.entrySet().stream()
            .map(column -> rows.col("`" + column.getValue() + "`").as(column.getKey()))
            .toArray(Column[]::new));
  }

  private static Dataset<Row> copy(
      LinkageConfig config, InputSettings input, Dataset<Row> one, int copy) {
    Dataset<Row> made = one.withColumn(BenchSettings.COPY, lit(copy));
    if (copy == 0) {
      return text(made, config, input);
    }
    String ending = "";
    for (int left = copy; left > 0; left /= LETTERS) {
      ending += (char) ('a' + left % LETTERS);
    }
    made = text(made, config, input);
    var changed = new TreeSet<>(ended(config));
    changed.add(input.id());
    config.evaluation().truePerson().ifPresent(changed::add);
    for (String column : changed) {
      if (List.of(made.columns()).contains(column)) {
        made = made.withColumn(column, concat(col(column), lit("x" + ending)));
      }
    }
    return made;
  }

  /** Ids and people as text, of which endings make others. */
  private static Dataset<Row> text(Dataset<Row> rows, LinkageConfig config, InputSettings input) {
    Dataset<Row> text = rows.withColumn(input.id(), col(input.id()).cast("string"));
    return config
        .evaluation()
        .truePerson()
        .map(person -> text.withColumn(person, col(person).cast("string")))
        .orElse(text);
  }

  /** What is cleaned as a name or a postcode. */
  private static Set<String> ended(LinkageConfig config) {
    var columns = new TreeSet<String>();
    config
        .standardise()
        .forEach(
            (column, how) -> {
              if (how.steps().stream()
                  .map(Step::configName)
                  .anyMatch(List.of("name", "postcode")::contains)) {
                columns.add(column);
              }
            });
    return columns;
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
