package org.linkagehub.pipelines.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.linkagehub.core.expression.SplinkDialect;
import org.linkagehub.core.model.ModelFile;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.model.SplinkSettings;
import org.linkagehub.core.model.TermFrequencySource;
import org.linkagehub.pipelines.config.TrainedModel;
import org.linkagehub.pipelines.link.ModelFrequencies;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.Versions;
import org.linkagehub.pipelines.summary.ImportNotes;
import org.linkagehub.pipelines.summary.ModelDifferences;
import org.linkagehub.pipelines.summary.ModelText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkage model}: its subcommands do the work. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description =
        "Shows, compares, imports and exports models. Every run writes its model to model.json in"
            + " its folder; `model = FILE` in a configuration links with it and trains nothing.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelCommand.Show.class,
      ModelCommand.Diff.class,
      ModelCommand.Import.class,
      ModelCommand.Export.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage model show last",
      "  linkage model diff last models/2025.json",
      "  linkage model import splink.json --to models/splink.json",
      "  linkage model export last --splink --to splink.json",
      "  linkage model export last --to model.json --frequencies frequencies.jsonl.gz",
    })
final class ModelCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCodes.USAGE;
  }

  /** A model's file, or that of a run. */
  private static ModelFile find(String name, OutputOption output) {
    boolean isFile = isFile(name);
    try {
      if (isFile) {
        return TrainedModel.at(name).file();
      }
      RunFolder folder = output.store().find(name);
      return ModelJson.readFile(folder.text(TrainedModel.FILE_NAME));
    } catch (IllegalArgumentException e) {
      throw new InputDataException(
          isFile ? name + " " + e.getMessage() : "the model of run " + name + ": " + e.getMessage(),
          e);
    }
  }

  /** The same, with where it is. */
  private static TrainedModel located(String name, OutputOption output) {
    try {
      return TrainedModel.at(isFile(name) ? name : output.store().find(name).toString());
    } catch (IllegalArgumentException e) {
      throw new InputDataException(name + " " + e.getMessage(), e);
    }
  }

  private static boolean isFile(String name) {
    return name.endsWith(".json") || name.contains("/") || Files.exists(Path.of(name));
  }

  /** Prints, or writes to a file. */
  private static void give(CommandSpec spec, Optional<Path> file, String text) {
    if (file.isEmpty()) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
      return;
    }
    try {
      Path folder = file.get().toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Files.writeString(file.get(), text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file.get(), e);
    }
    spec.commandLine().getErr().println("wrote " + file.get());
  }

  /** {@code linkage model show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows a model: its levels with m, u and weight, and how it was trained.")
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private OutputOption output;

    @Parameters(paramLabel = "FILE|RUN", description = "A model's file, or a run.")
    private String model;

    @Option(names = "--json", description = "Print the file itself.")
    private boolean json;

    @Override
    public Integer call() {
      ModelFile file = find(model, output);
      give(spec, Optional.empty(), json ? ModelJson.write(file) : ModelText.of(model, file));
      return ExitCodes.OK;
    }
  }

  /** {@code linkage model diff}. */
  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description = "Tells what two models do differently, with the change of each weight in bits.")
  static final class Diff implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private OutputOption output;

    @Parameters(
        index = "0",
        paramLabel = "FILE|RUN",
        description = "The first model: a file, or a run.")
    private String first;

    @Parameters(index = "1", paramLabel = "FILE|RUN", description = "The second.")
    private String second;

    @Option(names = "--json", description = "Print the differences as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      List<ModelDifferences.Difference> differences =
          ModelDifferences.of(find(first, output), find(second, output));
      String text = json ? Json.write(differences) : ModelDifferences.text(differences);
      give(spec, Optional.empty(), text);
      return ExitCodes.OK;
    }
  }

  /** {@code linkage model import}. */
  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description =
          "Makes a model of Splink's settings (save_model_to_json). Its functions become those of"
              + " the same meaning here; other SQL is kept, and named. Term frequencies are taken of the"
              + " records that are scored, as Splink takes them.")
  static final class Import implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "SPLINK.json", description = "The settings of Splink.")
    private Path settings;

    @Option(
        names = "--to",
        paramLabel = "FILE",
        description = "Write the model to this file; else it is printed.")
    private Optional<Path> to;

    @Override
    public Integer call() {
      try {
        SplinkSettings read = SplinkSettings.read(Files.readString(settings));
        ModelFile file =
            ModelFile.of(read.model(), TermFrequencySource.Mode.RAW)
                .withBlockingRules(read.rules())
                .withCodeVersion(Versions.linkageHub())
                .withMetadata("imported_from", settings.getFileName().toString());
        give(spec, to, ModelJson.write(file));
        ImportNotes.of(read).forEach(note -> spec.commandLine().getErr().println("! " + note));
        spec.commandLine().getErr().flush();
        return ExitCodes.OK;
      } catch (IllegalArgumentException e) {
        throw new InputDataException(settings + ": " + e.getMessage(), e);
      } catch (IOException e) {
        throw new InputDataException(settings + " cannot be read; is it there?", e);
      }
    }
  }

  /** {@code linkage model export}. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Gives a model to others: as it is, or as settings of Splink 4.")
  static final class Export implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private OutputOption output;

    @Parameters(paramLabel = "FILE|RUN", description = "A model's file, or a run.")
    private String model;

    @Option(names = "--splink", description = "As settings of Splink 4.")
    private boolean splink;

    @Option(
        names = "--dialect",
        paramLabel = "NAME",
        defaultValue = "duckdb",
        description =
            "With --splink, the SQL of its conditions: duckdb or spark (default: ${DEFAULT-VALUE}).")
    private String dialect;

    @Option(
        names = "--to",
        paramLabel = "FILE",
        description = "Write to this file; else it is printed.")
    private Optional<Path> to;

    @Option(
        names = "--frequencies",
        paramLabel = "FILE",
        description =
            "Write the model's term frequencies to this file too, as lines of JSON (compressed if it"
                + " ends in .gz): with both files, Java scores a pair without Spark. It holds"
                + " values of records.")
    private Optional<Path> frequencies;

    @Override
    public Integer call() {
      ModelFile file = find(model, output);
      if (frequencies.isPresent()) {
        long lines =
            ModelFrequencies.write(
                Sessions.open("model"), located(model, output), frequencies.get());
        spec.commandLine().getErr().printf("wrote %s, %d lines%n", frequencies.get(), lines);
      }
      if (!splink) {
        give(spec, to, ModelJson.write(file));
        return ExitCodes.OK;
      }
      SplinkSettings.Written written =
          new SplinkSettings(file.model(), file.blockingRules()).write(SplinkDialect.of(dialect));
      give(spec, to, written.json());
      PrintWriter err = spec.commandLine().getErr();
      written.warnings().forEach(warning -> err.println("! " + warning));
      if (!file.derived().isEmpty()) {
        err.println(
            "! the data need these columns, which are made here: "
                + String.join(
                    ", ",
                    file.derived().entrySet().stream()
                        .map(column -> column.getKey() + " = " + column.getValue())
                        .toList()));
      }
      if (file.termFrequencies().mode() == TermFrequencySource.Mode.NON_MATCHES) {
        err.println(
            "! Splink counts a person's own records in term frequencies, this model does not:"
                + " weights of levels that are adjusted will differ a little");
      }
      err.flush();
      return ExitCodes.OK;
    }
  }
}
