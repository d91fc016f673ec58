package org.linkagehub.pipelines.link;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.score.TermFrequencyFile;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.pipelines.config.TrainedModel;
import org.linkagehub.pipelines.stage.InputDataException;

/** The term frequencies that are frozen with a model, for those who have no Spark. */
public final class ModelFrequencies {
  private ModelFrequencies() {}

  /**
   * Writes them as {@link TermFrequencyFile} reads them, sorted, a partition at a time, so that the
   * driver never holds them all.
   *
   * @return how many lines
   * @throws InputDataException if the model keeps none
   */
  public static long write(SparkSession spark, TrainedModel model, Path file) {
    Iterator<String> lines =
        table(spark, model)
            .select(Columns.COLUMN_NAME, Columns.VALUE, Columns.TERM_FREQUENCY)
            .orderBy(Columns.COLUMN_NAME, Columns.VALUE)
            .toJSON()
            .toLocalIterator();
    long written = 0;
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream text = file.toString().endsWith(".gz") ? new GZIPOutputStream(out) : out;
        var writer = new BufferedWriter(new OutputStreamWriter(text, StandardCharsets.UTF_8))) {
      for (; lines.hasNext(); written++) {
        writer.write(lines.next());
        writer.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
    return written;
  }

  private static Dataset<Row> table(SparkSession spark, TrainedModel model) {
    Optional<String> table = model.file().termFrequencies().table();
    if (table.isPresent()) {
      return spark.table(table.get());
    }
    return model
        .frequenciesPath()
        .map(path -> spark.read().format("delta").load(path))
        .orElseThrow(
            () ->
                new InputDataException(
                    "%s keeps no term frequencies: they are taken of the records that are scored; link with it once, and export the model of that run"
                        .formatted(model.location())));
  }
}
