package org.linkagehub.core.spark;

/** The columns of the tables that stages exchange, each name written once. */
public final class Columns {
  /** The name of the input a record comes from; with {@link #RECORD_ID} it identifies a record. */
  public static final String SOURCE = "source";

  /**
   * The position of the record's source in the configuration, from 0: orders the two sides of a
   * pair.
   */
  public static final String SOURCE_INDEX = "source_index";

  /** The record's id in its source, as text. */
  public static final String RECORD_ID = "record_id";

  /** A 64-bit hash of source and id, unique in a run: what tables of pairs and clusters join on. */
  public static final String RECORD_KEY = "record_key";

  /** The person a record truly belongs to, where known; never an input of the linkage. */
  public static final String TRUE_PERSON = "true_person";

  public static final String LEFT_KEY = "left_key";
  public static final String RIGHT_KEY = "right_key";
  public static final String LEFT_SOURCE = "left_source";
  public static final String LEFT_ID = "left_id";
  public static final String RIGHT_SOURCE = "right_source";
  public static final String RIGHT_ID = "right_id";

  /** The name of the first blocking rule, in the configured order, that makes the pair. */
  public static final String BLOCKING_RULE = "blocking_rule";

  /** The deterministic pass that made the link; null where the model made it. */
  public static final String PASS = "pass";

  /** In bits. */
  public static final String MATCH_WEIGHT = "match_weight";

  /** From 0 to 1. */
  public static final String MATCH_PROBABILITY = "match_probability";

  /** The smallest record key among the cluster's members. */
  public static final String CLUSTER_ID = "cluster_id";

  /** The match weight, in bits, at or above which a pair is a link. */
  public static final String THRESHOLD = "threshold";

  public static final String PAIR_COUNT = "pair_count";

  /** The value that a profile or a term frequency is about. */
  public static final String VALUE = "value";

  /** The column that a row of the table of term frequencies is about. */
  public static final String COLUMN_NAME = "column_name";

  /** The relative frequency of a value, above 0 to 1. */
  public static final String TERM_FREQUENCY = "tf";

  private Columns() {}

  /** The column of a comparison's level: -1 missing, 0 else, more is more alike. */
  public static String gamma(String comparison) {
    return "gamma_" + comparison;
  }

  /** The column of a comparison's log2(m/u), in bits, without term-frequency adjustment. */
  public static String partialWeight(String comparison) {
    return "partial_weight_" + comparison;
  }

  /** The column of a comparison's term-frequency adjustment, in bits. */
  public static String tfWeight(String comparison) {
    return "tf_weight_" + comparison;
  }

  /** The column of the relative frequency of a record's value of a column. */
  public static String tf(String column) {
    return "tf_" + column;
  }
}
