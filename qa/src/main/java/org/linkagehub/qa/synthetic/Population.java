package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A generated population with known truth, as lazy tables: people, a master index shaped like PDS,
 * feeds of records that ask to be linked to it, and the truth.
 *
 * @param tables by name: {@code people}; {@code master_index} and {@code index_truth}; {@code
 *     feed_NAME} for each feed; {@code truth}; {@code error_counts}, how often each error was asked
 *     for, drawn and happened; {@code linkable_index} and {@code linkable_feeds}, index and feeds
 *     in one set of flat columns with the truth beside them
 * @param lists every list of names and places that was used, with the SHA-256 of its bytes: with
 *     the settings, all that the tables depend on
 */
public record Population(Map<String, Dataset<Row>> tables, Map<String, String> lists) {
  public static final String PEOPLE = "people";
  public static final String MASTER_INDEX = "master_index";
  public static final String INDEX_TRUTH = "index_truth";
  public static final String LINKABLE_INDEX = "linkable_index";
  public static final String LINKABLE_FEEDS = "linkable_feeds";
  public static final String TRUTH = "truth";
  public static final String ERROR_COUNTS = "error_counts";
  private static final String FEED = "feed_";

  public Population {
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    lists = Collections.unmodifiableMap(new LinkedHashMap<>(lists));
  }

  /** The lists that a population of these settings is made from, as {@link #lists()}. */
  public static Map<String, String> lists(PopulationSettings settings) {
    return Collections.unmodifiableMap(NameBook.of(settings.communities()).sources());
  }

  /** The name of a feed's table. */
  public static String feedTable(String feed) {
    return FEED + feed;
  }

  /** The feed of a table, or an empty text where the table is none of a feed. */
  public static String feedOf(String table) {
    return table.startsWith(FEED) ? table.substring(FEED.length()) : "";
  }

  /**
   * The population of the settings. The same settings and lists give the same rows on any cluster
   * and in any number of partitions; rows are in no meaningful order. Nothing is computed yet; each
   * table makes the people anew where it is computed, which costs a few microseconds a person.
   *
   * @throws IllegalArgumentException naming the list of names, and its line, that cannot be read
   */
  public static Population generate(SparkSession spark, PopulationSettings settings) {
    return generate(spark, settings, spark.sparkContext().defaultParallelism() * 4);
  }

  /** As {@link #generate(SparkSession, PopulationSettings)}, in so many partitions. */
  public static Population generate(
      SparkSession spark, PopulationSettings settings, int partitions) {
    NameBook book = NameBook.of(settings.communities());
    Households households = new Households(settings, book);
    LocalDate asAt = settings.asAt();
    Map<String, Dataset<Row>> tables = new LinkedHashMap<>();
    tables.put(
        PEOPLE,
        households.table(
            spark,
            PeopleTable.SCHEMA,
            partitions,
            lists -> people -> people.stream().map(p -> PeopleTable.row(p, asAt)).toList()));
    Dataset<Row> linkableIndex =
        index(spark, households, settings, partitions, LinkableTable.SCHEMA);
    Dataset<Row> linkableFeeds = feeds(spark, households, settings, partitions);
    tables.put(LINKABLE_INDEX, linkableIndex);
    tables.put(LINKABLE_FEEDS, linkableFeeds);
    tables.put(
        MASTER_INDEX, index(spark, households, settings, partitions, MasterIndexTable.SCHEMA));
    tables.put(INDEX_TRUTH, indexTruth(linkableIndex));
    for (FeedSettings feed : settings.feeds()) {
      tables.put(feedTable(feed.name()), feed(linkableFeeds, feed.name()));
    }
    tables.put(TRUTH, truth(linkableFeeds));
    tables.put(ERROR_COUNTS, ErrorCounts.table(spark, households, settings, partitions));
    return new Population(tables, book.sources());
  }

  /** The table of a feed, of the {@link #LINKABLE_FEEDS}. */
  public static Dataset<Row> feed(Dataset<Row> linkableFeeds, String feed) {
    return LinkableTable.feed(linkableFeeds, feed);
  }

  /** The table {@link #TRUTH}, of the {@link #LINKABLE_FEEDS}. */
  public static Dataset<Row> truth(Dataset<Row> linkableFeeds) {
    return LinkableTable.truth(linkableFeeds);
  }

  /** The table {@link #INDEX_TRUTH}, of the {@link #LINKABLE_INDEX}. */
  public static Dataset<Row> indexTruth(Dataset<Row> linkableIndex) {
    return LinkableTable.indexTruth(linkableIndex);
  }

  private static Dataset<Row> index(
      SparkSession spark,
      Households households,
      PopulationSettings settings,
      int partitions,
      StructType schema) {
    boolean flat = schema.equals(LinkableTable.SCHEMA);
    return households.table(
        spark,
        schema,
        partitions,
        lists -> {
          MasterIndexTable table = new MasterIndexTable(settings, lists);
          return people ->
              people.stream()
                  .flatMap(
                      person ->
                          (flat ? table.linkable(person, people) : table.rows(person, people))
                              .stream())
                  .toList();
        });
  }

  private static Dataset<Row> feeds(
      SparkSession spark, Households households, PopulationSettings settings, int partitions) {
    return households.table(
        spark,
        LinkableTable.SCHEMA,
        partitions,
        lists -> {
          List<FeedTable> feeds =
              settings.feeds().stream().map(feed -> new FeedTable(settings, feed, lists)).toList();
          return people ->
              feeds.stream().flatMap(feed -> feed.records(people).stream().map(feed::row)).toList();
        });
  }
}
