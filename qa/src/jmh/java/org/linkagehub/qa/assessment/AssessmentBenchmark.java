package org.linkagehub.qa.assessment;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.qa.group.Grouping;
import org.linkagehub.qa.interval.Correction;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.profile.ColumnProfile;
import org.linkagehub.qa.profile.ValueMeasures;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Seconds to measure the quality of a million records in 400,000 people and of three million links,
 * by eight groupings, on two cores, in a new process: all that {@code linkage qa} measures of
 * records, links and clusters with the truth known. Prints CPU seconds, too. Run: {@code mvn
 * -Pbenchmark -pl core,qa verify -Dbenchmark=AssessmentBenchmark -Dbenchmark.module=linkage-qa}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(java.util.concurrent.TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 0)
@Measurement(iterations = 2)
public class AssessmentBenchmark {
  private static final long RECORDS = 1_000_000;
  private static final long PAIRS = 3_000_000;
  private static final double PER_PERSON = 2.5;

  private SparkSession spark;
  private Path folder;

  @Setup
  public void make() throws IOException {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "4")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    LinkageFunctions.register(spark);
    folder = Files.createTempDirectory("assessment-benchmark");
    Dataset<Row> records =
        spark
            .range(0, RECORDS, 1, 4)
            .selectExpr(
                "xxhash64('people', cast(id as string)) as record_key",
                "'people' as source",
                "cast(id as string) as record_id",
                "concat('p', cast(id / %s as bigint)) as true_person".formatted(PER_PERSON),
                "concat('n', pmod(xxhash64(cast(id / 2.5 as bigint), 1), 20000)) as surname",
                "if(pmod(xxhash64(id, 2), 20) = 0, null, date_add(date '1930-01-01',"
                    + " cast(pmod(xxhash64(cast(id / 2.5 as bigint), 3), 30000) as int))) as dob",
                "concat('T', pmod(xxhash64(id, 4), 5000)) as postcode",
                "if(pmod(xxhash64(id, 5), 2) = 0, 'F', 'M') as sex",
                "cast(pmod(xxhash64(id, 6), 17) as string) as ethnic_category",
                "cast(pmod(xxhash64(id, 7), 10) as string) as decile",
                "cast(pmod(xxhash64(id, 8), 9) as string) as region",
                "cast(pmod(xxhash64(id, 9), 100) < 2 as string) as no_fixed_abode",
                "cast(pmod(xxhash64(id, 10), 6) as string) as feed",
                "id as number");
    write("records", records.drop("number"));
    write(
        "links",
        spark
            .range(0, PAIRS, 1, 4)
            .selectExpr(
                "xxhash64('people', cast(pmod(id, %d) as string)) as left_key".formatted(RECORDS),
                "xxhash64('people', cast(pmod(pmod(id, %1$d) + 1 + id div %1$d, %1$d) as string))"
                        .formatted(RECORDS)
                    + " as right_key",
                "pmod(xxhash64(id, 11), 400) / 10.0D - 6 as match_weight")
            .selectExpr("*", "1 / (1 + pow(2, -match_weight)) as match_probability"));
    write(
        "clusters",
        spark
            .range(0, RECORDS, 1, 4)
            .selectExpr(
                "xxhash64('people', cast(id as string)) as record_key",
                "xxhash64(cast(id / 2.4 as bigint)) as cluster_id"));
  }

  private void write(String name, Dataset<Row> table) {
    table.write().parquet(folder.resolve(name).toString());
  }

  private Dataset<Row> read(String name) {
    return spark.read().parquet(folder.resolve(name).toString());
  }

  @Benchmark
  public List<Measure> measure() {
    long before = cpu();
    Dataset<Row> records = read("records");
    List<Grouping> groupings = new ArrayList<>();
    for (String column :
        List.of("sex", "ethnic_category", "decile", "region", "no_fixed_abode", "feed")) {
      groupings.add(new Grouping(column, column));
    }
    groupings.add(new Grouping("age_band", "cast(year(dob) div 10 as string)"));
    groupings.add(new Grouping("initial", "substr(surname, 2, 1)"));
    var settings =
        new QualitySettings(
            groupings,
            List.of(0.0, 3.2, 6.6, 10.0),
            2,
            List.of(6.6),
            Correction.HOLM,
            Map.of("dated", "dob IS NOT NULL"),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of());
    List<String> columns =
        List.of("surname", "dob", "postcode", "sex", "ethnic_category", "decile", "region", "feed");
    List<Measure> measures =
        new ArrayList<>(
            ColumnProfile.measures(ColumnProfile.of(records, columns, 1).completeness()));
    measures.addAll(ValueMeasures.measure(records, columns, groupings, List.of()));
    AssessedLinkage linkage =
        AssessedLinkage.of(
            records,
            LinkType.DEDUPE_ONLY,
            Optional.of(read("links").where(col("left_key").notEqual(col("right_key")))),
            Optional.of(read("clusters")));
    measures.addAll(
        new Assessment(linkage, settings, Double.NEGATIVE_INFINITY, List.of()).measure());
    System.out.printf("%,d measures, %.1f CPU seconds%n", measures.size(), (cpu() - before) / 1e9);
    return measures;
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  @TearDown
  public void stop() throws IOException {
    spark.stop();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
