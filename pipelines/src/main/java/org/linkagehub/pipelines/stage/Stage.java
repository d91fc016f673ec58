package org.linkagehub.pipelines.stage;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One step of a run: a pure function from tables to tables. It neither reads nor writes files; the
 * {@link StageRunner} hands it its inputs and writes what it returns.
 */
public interface Stage {
  /**
   * What the manifest, the progress and the summary call it: lower case, for example {@code score}.
   */
  String name();

  /** The names of the tables that it reads: inputs of the run, or outputs of earlier stages. */
  List<String> inputs();

  /** The tables that it makes, in the order in which they are written. */
  List<Output> outputs();

  /**
   * What decides, beside its inputs and the code, what it makes: text that is the same on every
   * machine where the settings are the same. A stage whose text, inputs and code are those of a
   * finished one is not run again. Empty, for a stage that does not say, stands for all settings of
   * the run.
   */
  default Optional<String> settings() {
    return Optional.empty();
  }

  /**
   * The same stage, of which it is said that it depends on these settings alone.
   *
   * @param settings values whose text tells all that they hold, as that of records, lists, enums
   *     and numbers does; not sets and hash maps, whose order varies
   */
  default Stage dependingOn(Object... settings) {
    return new FunctionStage(
        name(),
        inputs(),
        outputs(),
        Optional.of(Arrays.stream(settings).map(String::valueOf).collect(Collectors.joining("\n"))),
        this::apply);
  }

  /**
   * Makes the tables, lazily where it can.
   *
   * @param inputs the tables that {@link #inputs()} names
   * @return a Dataset for each of {@link #outputs()}, by name
   */
  Map<String, Dataset<Row>> apply(Tables inputs);

  /** A stage with one output. */
  static Stage of(
      String name, List<String> inputs, Output output, Function<Tables, Dataset<Row>> function) {
    return new FunctionStage(
        name,
        inputs,
        List.of(output),
        Optional.empty(),
        tables -> Map.of(output.table(), function.apply(tables)));
  }

  /** A stage with several outputs. */
  static Stage of(
      String name,
      List<String> inputs,
      List<Output> outputs,
      Function<Tables, Map<String, Dataset<Row>>> function) {
    return new FunctionStage(name, inputs, outputs, Optional.empty(), function);
  }

  /**
   * A table that a stage makes.
   *
   * @param table its name, also that of its folder
   * @param small whether it always fits one file (a table of measures or parameters), which is then
   *     how it is written; a table of records or pairs is not small
   */
  record Output(String table, boolean small) {
    /** A table that grows with the records. */
    public static Output of(String table) {
      return new Output(table, false);
    }

    /** A table that always fits one file. */
    public static Output small(String table) {
      return new Output(table, true);
    }
  }
}
