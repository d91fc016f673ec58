package org.linkagehub.qa.measure;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linkagehub.qa.measure.Definition.Counts;
import org.linkagehub.qa.measure.Definition.Topic;
import org.linkagehub.qa.measure.Definition.Unit;

/** Every measure that a table of measures may hold. */
public final class MeasureCatalogue {
  private static final String FELLEGI_SUNTER = "Fellegi and Sunter (1969), JASA 64";
  private static final String BERGSMA = "Bergsma (2013), J. Korean Stat. Soc. 42";
  private static final String HORVITZ_THOMPSON = "Horvitz and Thompson (1952), JASA 47";
  private static final String BAGGA_BALDWIN = "Bagga and Baldwin (1998), COLING-ACL";
  private static final String BLAKELY_SALMOND = "Blakely and Salmond (2002), Int. J. Epidemiol. 31";
  private static final String HAGGER_JOHNSON = "Hagger-Johnson et al. (2014), BMJ Open 4";
  private static final String F_STAR = "Hand, Christen and Kirielle (2021), Machine Learning 110";

  private static final List<Definition> ALL =
      all(data(), blocking(), model(), pairs(), clusters(), withoutTruth(), groups(), drift());

  private static final Map<String, Definition> BY_NAME =
      ALL.stream()
          .collect(
              collectingAndThen(
                  toMap(
                      Definition::name,
                      definition -> definition,
                      (one, other) -> {
                        throw new IllegalStateException("two measures are called " + one.name());
                      },
                      LinkedHashMap::new),
                  Collections::unmodifiableMap));

  private MeasureCatalogue() {}

  /** All, by topic, in the order in which they are read. */
  public static List<Definition> all() {
    return ALL;
  }

  /** The measure of a name, if there is one. */
  public static Optional<Definition> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  @SafeVarargs
  private static List<Definition> all(List<Definition>... topics) {
    List<Definition> all = new ArrayList<>();
    for (List<Definition> topic : topics) {
      all.addAll(topic);
    }
    return List.copyOf(all);
  }

  private static List<Definition> data() {
    var of = new Listed(Topic.DATA);
    of.count("records", Counts.RECORDS, "records");
    of.share(
        "completeness",
        Counts.RECORDS,
        "records with a value that can be used / records; the subject is the column");
    of.share(
        "lost_in_cleaning",
        Counts.RECORDS,
        "records with a value of which nothing usable was left / records with a value; "
            + "the subject is the column");
    of.count("distinct_values", Counts.NOTHING, "different values; the subject is the column");
    of.share(
        "commonest_value_share",
        Counts.RECORDS,
        "records with the commonest value / records with a value; the subject is the column");
    of.share(
        "validity",
        Counts.RECORDS,
        "records that a rule holds of / records of which it is true or false; the "
            + "subject is the rule");
    of.share(
        "value_share",
        Counts.RECORDS,
        "records whose value has a length, or lies in a decade / records with a value; the subject"
            + " is the column, the group which length or decade");
    of.share(
        "first_of_january",
        Counts.RECORDS,
        "dates on the first of January, which often stands for a day that is not known / dates; the"
            + " subject is the column");
    of.count(
        "codes",
        Counts.NOTHING,
        "different values of a column of at most 50, each in 10 records or more on average; the "
            + "subject is the column, the group the source");
    of.count("codes_only_here", Counts.NOTHING, "those of them that no other source has");
    of.count(
        "codes_only_elsewhere",
        Counts.NOTHING,
        "those that other sources have and this one has not");
    of.share(
        "code_share",
        Counts.RECORDS,
        "records with the code / records with a value; of columns in quality.codes alone; the "
            + "subject is 'column = code', the group the source");
    of.figure(
        "value_correlation",
        Unit.NUMBER,
        "Cramér's V, corrected for bias, of two columns, groupings or the source, with few values "
            + "each: 0 independent, 1 the one tells the other; the subject is 'one ~ other'",
        BERGSMA);
    of.figure(
        "missing_correlation",
        Unit.NUMBER,
        "phi of two columns' having a value: 1 both or none, -1 the one or the other; the subject"
            + " is 'one ~ other'",
        "Pearson (1900), Phil. Trans. A 195");
    of.share("group_share", Counts.RECORDS, "records of the group / records");
    return of.definitions;
  }

  private static List<Definition> blocking() {
    var of = new Listed(Topic.BLOCKING);
    of.count(
        "blocking_pairs_alone", Counts.PAIRS, "pairs that the rule makes; the subject is the rule");
    of.count(
        "blocking_pairs_added",
        Counts.PAIRS,
        "pairs that the rule makes and none before it; the subject is the rule");
    of.count(
        "blocking_pairs_cumulative",
        Counts.PAIRS,
        "pairs that the rule or one before it makes; the subject is the rule");
    of.count(
        "blocking_largest_block",
        Counts.RECORDS,
        "records of the rule's largest block; the subject is the rule");
    of.share(
        "blocking_keyed_records",
        Counts.RECORDS,
        "records with all keys of the rule / records; the subject is the rule");
    of.share(
        "records_without_candidate",
        Counts.RECORDS,
        "records that no rule sets beside another record / records");
    of.share(
        "records_without_key",
        Counts.RECORDS,
        "records without all keys of any rule, which no rule can set beside another / records");
    of.share(
        "blocking_recall_alone",
        Counts.PAIRS,
        "true pairs that the rule makes / true pairs; the subject is the rule");
    of.share(
        "blocking_recall_cumulative",
        Counts.PAIRS,
        "true pairs that the rule or one before it makes / true pairs; the subject is "
            + "the rule");
    of.share(
        "blocking_recall_gained",
        Counts.PAIRS,
        "true pairs that the rule makes and none before it / true pairs; the subject is "
            + "the rule");
    of.share("blocking_recall", Counts.PAIRS, "true pairs that any rule makes / true pairs");
    of.count("true_pairs_missed_by_blocking", Counts.PAIRS, "true pairs that no rule makes");
    return of.definitions;
  }

  private static List<Definition> model() {
    var of = new Listed(Topic.MODEL);
    of.share(
        "prior",
        Counts.NOTHING,
        "probability that two records drawn at random match",
        FELLEGI_SUNTER);
    of.share(
        "m",
        Counts.NOTHING,
        "probability of the level among matches; the subject is 'comparison = gamma'",
        FELLEGI_SUNTER);
    of.share(
        "u",
        Counts.NOTHING,
        "probability of the level among pairs that do not match; the subject is "
            + "'comparison = gamma'",
        FELLEGI_SUNTER);
    of.figure(
        "partial_weight",
        Unit.BITS,
        "log2(m / u); the subject is 'comparison = gamma'",
        FELLEGI_SUNTER);
    of.share(
        "unlinkable_records",
        Counts.RECORDS,
        "records that do not reach the threshold even compared with themselves / records");
    of.count(
        "agreement_patterns", Counts.NOTHING, "different comparison vectors of compared pairs");
    of.share("rejected_pairs", Counts.PAIRS, "compared pairs that are no links / compared pairs");
    of.share(
        "pattern_pairs",
        Counts.PAIRS,
        "compared pairs with the pattern / compared pairs; of the 50 most frequent, the subject is "
            + "the level of each comparison");
    of.share("pattern_links", Counts.PAIRS, "links with the pattern / compared pairs with it");
    of.figure(
        "pattern_weight",
        Unit.BITS,
        "match weight of the pattern without term frequencies",
        FELLEGI_SUNTER);
    for (String kind : List.of("matches", "non_matches")) {
      of.figure(
          "agreement_correlation_of_" + kind,
          Unit.NUMBER,
          "Cramér's V, corrected for bias, of the levels of two comparisons among compared pairs "
              + "without a missing value, each counted by its probability to be "
              + (kind.equals("matches") ? "a match" : "none")
              + "; the model takes it for 0 before blocking; the subject is 'one ~ other'",
          BERGSMA);
    }
    return of.definitions;
  }

  private static List<Definition> pairs() {
    var of = new Listed(Topic.PAIRS);
    of.count(
        "true_pairs",
        Counts.PAIRS,
        "pairs of records of one person; of a group, records' partners");
    of.share(
        "true_pairs_scored",
        Counts.PAIRS,
        "true pairs among the links, at any weight / true pairs");
    of.count(
        "pairs_left_out",
        Counts.PAIRS,
        "links of a record with itself or of a record that is not among the records");
    of.count(
        "rejected_true_matches",
        Counts.PAIRS,
        "matches among compared pairs that are no links, from their sample; of a group, sides of "
            + "its records",
        HORVITZ_THOMPSON);
    of.accuracy("pair", "of pairs at or above the threshold, against the truth", "");
    of.accuracy(
        "labelled",
        "of pairs that were judged, by their sampling weights; matches are the judged ones",
        "");
    return of.definitions;
  }

  private static List<Definition> clusters() {
    var of = new Listed(Topic.CLUSTERS);
    of.share(
        "cluster_pair_precision",
        Counts.PAIRS,
        "pairs in one cluster that are of one person / pairs in one cluster");
    of.share(
        "cluster_pair_recall",
        Counts.PAIRS,
        "pairs in one cluster that are of one person / pairs of one person");
    of.share(
        "cluster_pair_f1",
        Counts.PAIRS,
        "2 x pairs in one cluster that are of one person / (pairs in one cluster + pairs "
            + "of one person)");
    of.share(
        "cluster_pair_f_star",
        Counts.PAIRS,
        "pairs in one cluster and of one person / pairs in one cluster or of one person");
    of.share("cluster_pair_false_match_rate", Counts.PAIRS, "1 - precision");
    of.share("cluster_pair_missed_match_rate", Counts.PAIRS, "1 - recall");
    of.share(
        "b_cubed_precision",
        Counts.RECORDS,
        "mean over records of the share of the record's cluster that is of its person",
        BAGGA_BALDWIN);
    of.share(
        "b_cubed_recall",
        Counts.RECORDS,
        "mean over records of the share of the record's person that is in its cluster",
        BAGGA_BALDWIN);
    of.share(
        "b_cubed_f1",
        Counts.RECORDS,
        "harmonic mean of b_cubed_precision and b_cubed_recall",
        BAGGA_BALDWIN);
    of.share("exact_cluster_precision", Counts.CLUSTERS, "people found exactly / clusters");
    of.share("exact_cluster_recall", Counts.CLUSTERS, "people found exactly / people");
    of.share("exact_cluster_f1", Counts.CLUSTERS, "2 x people found exactly / (clusters + people)");
    of.share(
        "exact_cluster_f_star", Counts.CLUSTERS, "people found exactly / (clusters or people)");
    of.share(
        "exact_cluster_of_two_or_more_precision",
        Counts.CLUSTERS,
        "people of two or more records found exactly / clusters of two or more");
    of.share(
        "exact_cluster_of_two_or_more_recall",
        Counts.CLUSTERS,
        "people of two or more records found exactly / people of two or more records");
    of.share(
        "records_in_exact_clusters",
        Counts.RECORDS,
        "records in a cluster that is exactly their person / records");
    of.count("people", Counts.PEOPLE, "true people");
    of.count("clusters", Counts.CLUSTERS, "clusters, records in none counted as clusters of one");
    of.count("people_split", Counts.PEOPLE, "people whose records are in more than one cluster");
    of.count("clusters_mixed", Counts.CLUSTERS, "clusters with records of more than one person");
    of.count("largest_cluster", Counts.RECORDS, "records of the largest cluster");
    of.count(
        "largest_mixed_cluster",
        Counts.RECORDS,
        "records of the largest cluster with more than one person");
    of.count(
        "cluster_rows_left_out",
        Counts.RECORDS,
        "rows of the clusters that name a record that is not among the records");
    of.count("records_in_no_cluster", Counts.RECORDS, "records that the clusters do not name");
    return of.definitions;
  }

  private static List<Definition> withoutTruth() {
    var of = new Listed(Topic.WITHOUT_TRUTH);
    of.accuracy(
        "hidden",
        "linked without a reliable identifier, against the linkage with it or the "
            + "identifier itself",
        "Belin and Rubin (1995), JASA 90; Wagner and Layne (2014), CARRA Working Paper "
            + "2014-01");
    of.count(
        "links", Counts.PAIRS, "pairs at or above the threshold; of a group, links of its records");
    of.share(
        "linked_records",
        Counts.RECORDS,
        "records with at least one link / records; over thresholds, the sensitivity of "
            + "the linkage to the threshold");
    of.share(
        "expected_false_match_rate",
        Counts.PAIRS,
        "sum over links of 1 - match probability / links",
        FELLEGI_SUNTER);
    of.share(
        "expected_missed_match_rate",
        Counts.PAIRS,
        "sum of match probabilities of compared pairs below the threshold / sum of all; "
            + "matches that no blocking rule makes are not in it",
        FELLEGI_SUNTER);
    of.count(
        "rejected_expected_matches",
        Counts.PAIRS,
        "sum of match probabilities of compared pairs that are no links; of a group, of the sides "
            + "of its records",
        HORVITZ_THOMPSON);
    of.share(
        "known_positive_recall",
        Counts.PAIRS,
        "linked pairs that are known to match / pairs that are known to match");
    of.share(
        "planted_negative_link_rate",
        Counts.RECORDS,
        "records of people known to be nowhere else that were linked / such records");
    of.share(
        "implausible_links",
        Counts.PAIRS,
        "links of which the rule holds / links of which it is true or false; a lower "
            + "bound of the false-match rate; the subject is the rule",
        HAGGER_JOHNSON);
    of.share(
        "implausible_false_match_rate",
        Counts.PAIRS,
        "share of implausible links / the share of pairs that do not match which the "
            + "rule would show; the subject is the rule",
        HAGGER_JOHNSON);
    of.share(
        "records_with_several_links",
        Counts.RECORDS,
        "records with more than one link to a source that holds a person once / records "
            + "with one or more; the subject is 'source -> source'",
        BLAKELY_SALMOND);
    of.share(
        "duplicate_method_precision",
        Counts.PAIRS,
        "precision that explains how many records have 0, 1, 2 ... links to a source "
            + "that holds a person once; the subject is 'source -> source'",
        BLAKELY_SALMOND);
    of.add(
        "linked_standardised_difference",
        Unit.NUMBER,
        Counts.RECORDS,
        "(share of the group among linked records - among the others) / their pooled "
            + "standard deviation; above 0.1 is commonly looked into",
        "Austin (2009), Stat. Med. 28; Harron et al. (2017), Int. J. Epidemiol. 46");
    return of.definitions;
  }

  private static List<Definition> groups() {
    List<Definition> groups = new ArrayList<>();
    for (String measure :
        List.of(
            "pair_precision",
            "pair_recall",
            "pair_f1",
            "labelled_precision",
            "labelled_recall",
            "hidden_precision",
            "hidden_recall",
            "cluster_pair_precision",
            "cluster_pair_recall",
            "b_cubed_precision",
            "b_cubed_recall",
            "linked_records")) {
      groups.add(
          new Definition(
              measure + "_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              measure + " of the group - of the whole, with the interval of that difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"));
      groups.add(
          new Definition(
              measure + "_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of "
                  + measure
                  + " at least as large if the group were as the rest, corrected for the number of "
                  + "groups tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; Benjamini and "
                  + "Hochberg (1995), JRSS B 57"));
    }
    return groups;
  }

  private static List<Definition> drift() {
    var of = new Listed(Topic.DRIFT);
    of.figure(
        "change",
        Unit.DIFFERENCE,
        "value now - value in the earlier run; the subject is the measure and its subject");
    of.figure(
        "population_stability_index",
        Unit.NUMBER,
        "sum over the groups of a grouping of (share now - share before) ln(share now / "
            + "share before); above 0.1 a shift, above 0.25 a large one; the subject is the "
            + "grouping",
        "Kullback and Leibler (1951), Ann. Math. Stat. 22: the symmetric divergence");
    return of.definitions;
  }

  /** The measures of a topic, as they are listed. */
  private static final class Listed {
    private final Topic topic;
    private final List<Definition> definitions = new ArrayList<>();

    Listed(Topic topic) {
      this.topic = topic;
    }

    void count(String name, Counts counts, String formula) {
      count(name, counts, formula, "");
    }

    void count(String name, Counts counts, String formula, String source) {
      add(name, Unit.COUNT, counts, formula, source);
    }

    void share(String name, Counts counts, String formula) {
      share(name, counts, formula, "");
    }

    void share(String name, Counts counts, String formula, String source) {
      add(name, Unit.SHARE, counts, formula, source);
    }

    void figure(String name, Unit unit, String formula) {
      figure(name, unit, formula, "");
    }

    void figure(String name, Unit unit, String formula, String source) {
      add(name, unit, Counts.NOTHING, formula, source);
    }

    /** Precision, recall and what follows from them. */
    void accuracy(String prefix, String ofWhat, String source) {
      ratio(prefix + "_precision", "links that are matches / links", ofWhat, source);
      ratio(prefix + "_recall", "links that are matches / matches", ofWhat, source);
      ratio(prefix + "_f1", "2 x links that are matches / (links + matches)", ofWhat, source);
      ratio(
          prefix + "_f_star",
          "links that are matches / (links or matches); F1 / (2 - F1)",
          ofWhat,
          F_STAR);
      ratio(
          prefix + "_false_match_rate",
          "links that are no matches / links; 1 - precision",
          ofWhat,
          source);
      ratio(
          prefix + "_missed_match_rate",
          "matches that are no links / matches; 1 - recall",
          ofWhat,
          source);
    }

    private void ratio(String name, String formula, String ofWhat, String source) {
      share(name, Counts.PAIRS, formula + " (" + ofWhat + ")", source);
    }

    void add(String name, Unit unit, Counts counts, String formula, String source) {
      definitions.add(new Definition(name, topic, unit, counts, formula, source));
    }
  }
}
