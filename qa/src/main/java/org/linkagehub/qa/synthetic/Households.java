package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.spark.CatalystRows;

/**
 * All households of a population, made anew on the executors wherever a table is made of them. A
 * block of households follows from the seed and its number, so partitions change nothing.
 */
final class Households implements Serializable {
  private static final long serialVersionUID = 1L;

  private final PopulationSettings settings;
  private final NameBook book;

  Households(PopulationSettings settings, NameBook book) {
    this.settings = settings;
    this.book = book;
  }

  /** Makes rows of one household; one is made for each partition, so it need not be thread-safe. */
  interface Writer extends Function<List<Person>, List<InternalRow>> {}

  /** Makes the writer of a partition. */
  interface WriterFactory extends Serializable {
    Writer of(NameBook book);
  }

  /** A table of the rows that the writer makes of each household; lazy. */
  Dataset<Row> table(SparkSession spark, StructType schema, int partitions, WriterFactory factory) {
    JavaRDD<InternalRow> rows =
        blocks(spark, partitions)
            .mapPartitions(
                blocks -> {
                  Writer writer = factory.of(book);
                  return households(blocks)
                      .flatMap(people -> writer.apply(people).stream())
                      .iterator();
                });
    return CatalystRows.toDataset(spark, rows, schema);
  }

  /** Counts over the households of a partition. */
  interface Summary {
    void add(List<Person> household);

    List<InternalRow> rows();
  }

  /** Makes the summary of a partition. */
  interface SummaryFactory extends Serializable {
    Summary of(NameBook book);
  }

  /** A table of each partition's summary; lazy. What it counts must not depend on partitions. */
  Dataset<Row> summaries(
      SparkSession spark, StructType schema, int partitions, SummaryFactory factory) {
    JavaRDD<InternalRow> rows =
        blocks(spark, partitions)
            .mapPartitions(
                blocks -> {
                  Summary summary = factory.of(book);
                  households(blocks).forEach(summary::add);
                  return summary.rows().iterator();
                });
    return CatalystRows.toDataset(spark, rows, schema);
  }

  private JavaRDD<InternalRow> blocks(SparkSession spark, int partitions) {
    long blocks = Household.blocks(settings.people());
    return CatalystRows.of(
        spark.range(0, blocks, 1, (int) Math.max(1, Math.min(partitions, blocks))).toDF());
  }

  private Stream<List<Person>> households(Iterator<InternalRow> blocks) {
    HouseholdBuilder builder = new HouseholdBuilder(settings, book);
    WeightedChoice<HouseholdKind> kinds = settings.householdKinds();
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(blocks, Spliterator.ORDERED), false)
        .flatMap(
            block ->
                Household.ofBlock(settings.seed(), block.getLong(0), settings.people(), kinds)
                    .stream())
        .map(builder::build);
  }
}
