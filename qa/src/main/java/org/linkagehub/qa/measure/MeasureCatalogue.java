package org.linkagehub.qa.measure;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.toMap;

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
  private static final List<Definition> ALL =
      List.of(
          new Definition("records", Topic.DATA, Unit.COUNT, Counts.RECORDS, "records", ""),
          new Definition(
              "completeness",
              Topic.DATA,
              Unit.SHARE,
              Counts.RECORDS,
              "records with a value that can be used / records; the subject is the " + "column",
              ""),
          new Definition(
              "lost_in_cleaning",
              Topic.DATA,
              Unit.SHARE,
              Counts.RECORDS,
              "records with a value of which nothing usable was left / records with "
                  + "a value; the subject is the column",
              ""),
          new Definition(
              "distinct_values",
              Topic.DATA,
              Unit.COUNT,
              Counts.NOTHING,
              "different values; the subject is the column",
              ""),
          new Definition(
              "commonest_value_share",
              Topic.DATA,
              Unit.SHARE,
              Counts.RECORDS,
              "records with the commonest value / records with a value; the subject "
                  + "is the column",
              ""),
          new Definition(
              "validity",
              Topic.DATA,
              Unit.SHARE,
              Counts.RECORDS,
              "records that a rule holds of / records of which it is true or false; "
                  + "the subject is the rule",
              ""),
          new Definition(
              "group_share",
              Topic.DATA,
              Unit.SHARE,
              Counts.RECORDS,
              "records of the group / records",
              ""),
          new Definition(
              "blocking_pairs_alone",
              Topic.BLOCKING,
              Unit.COUNT,
              Counts.PAIRS,
              "pairs that the rule makes; the subject is the rule",
              ""),
          new Definition(
              "blocking_pairs_added",
              Topic.BLOCKING,
              Unit.COUNT,
              Counts.PAIRS,
              "pairs that the rule makes and none before it; the subject is the rule",
              ""),
          new Definition(
              "blocking_pairs_cumulative",
              Topic.BLOCKING,
              Unit.COUNT,
              Counts.PAIRS,
              "pairs that the rule or one before it makes; the subject is the rule",
              ""),
          new Definition(
              "blocking_largest_block",
              Topic.BLOCKING,
              Unit.COUNT,
              Counts.RECORDS,
              "records of the rule's largest block; the subject is the rule",
              ""),
          new Definition(
              "blocking_keyed_records",
              Topic.BLOCKING,
              Unit.SHARE,
              Counts.RECORDS,
              "records with all keys of the rule / records; the subject is the rule",
              ""),
          new Definition(
              "blocking_recall_alone",
              Topic.BLOCKING,
              Unit.SHARE,
              Counts.PAIRS,
              "true pairs that the rule makes / true pairs; the subject is the rule",
              ""),
          new Definition(
              "blocking_recall_cumulative",
              Topic.BLOCKING,
              Unit.SHARE,
              Counts.PAIRS,
              "true pairs that the rule or one before it makes / true pairs; the "
                  + "subject is the rule",
              ""),
          new Definition(
              "blocking_recall_gained",
              Topic.BLOCKING,
              Unit.SHARE,
              Counts.PAIRS,
              "true pairs that the rule makes and none before it / true pairs; the "
                  + "subject is the rule",
              ""),
          new Definition(
              "blocking_recall",
              Topic.BLOCKING,
              Unit.SHARE,
              Counts.PAIRS,
              "true pairs that any rule makes / true pairs",
              ""),
          new Definition(
              "true_pairs_missed_by_blocking",
              Topic.BLOCKING,
              Unit.COUNT,
              Counts.PAIRS,
              "true pairs that no rule makes",
              ""),
          new Definition(
              "prior",
              Topic.MODEL,
              Unit.SHARE,
              Counts.NOTHING,
              "probability that two records drawn at random match",
              "Fellegi and Sunter (1969), JASA 64"),
          new Definition(
              "m",
              Topic.MODEL,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of the level among matches; the subject is 'comparison = " + "gamma'",
              "Fellegi and Sunter (1969), JASA 64"),
          new Definition(
              "u",
              Topic.MODEL,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of the level among pairs that do not match; the subject "
                  + "is 'comparison = gamma'",
              "Fellegi and Sunter (1969), JASA 64"),
          new Definition(
              "partial_weight",
              Topic.MODEL,
              Unit.BITS,
              Counts.NOTHING,
              "log2(m / u); the subject is 'comparison = gamma'",
              "Fellegi and Sunter (1969), JASA 64"),
          new Definition(
              "true_pairs",
              Topic.PAIRS,
              Unit.COUNT,
              Counts.PAIRS,
              "pairs of records of one person; of a group, records' partners",
              ""),
          new Definition(
              "true_pairs_scored",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "true pairs among the links, at any weight / true pairs",
              ""),
          new Definition(
              "pairs_left_out",
              Topic.PAIRS,
              Unit.COUNT,
              Counts.PAIRS,
              "links of a record with itself or of a record that is not among the " + "records",
              ""),
          new Definition(
              "pair_precision",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "pairs at or above the threshold against the truth: links that are "
                  + "matches / links",
              ""),
          new Definition(
              "pair_recall",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "pairs at or above the threshold against the truth: links that are "
                  + "matches / matches",
              ""),
          new Definition(
              "pair_f1",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "pairs at or above the threshold against the truth: 2 x links that are "
                  + "matches / (links + matches)",
              ""),
          new Definition(
              "pair_f_star",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "pairs at or above the threshold against the truth: links that are "
                  + "matches / (links or matches); F1 / (2 - F1)",
              "Hand, Christen and Kirielle (2021), Machine Learning 110"),
          new Definition(
              "pair_false_match_rate",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "pairs at or above the threshold against the truth: links that are no "
                  + "matches / links; 1 - precision",
              ""),
          new Definition(
              "pair_missed_match_rate",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "pairs at or above the threshold against the truth: matches that are "
                  + "no links / matches; 1 - recall",
              ""),
          new Definition(
              "labelled_precision",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "links that are matches / links (the same of pairs that were judged, "
                  + "by their sampling weights; matches are the judged ones)",
              ""),
          new Definition(
              "labelled_recall",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "links that are matches / matches (the same of pairs that were judged, "
                  + "by their sampling weights; matches are the judged ones)",
              ""),
          new Definition(
              "labelled_f1",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "2 x links that are matches / (links + matches) (the same of pairs "
                  + "that were judged, by their sampling weights; matches are the judged "
                  + "ones)",
              ""),
          new Definition(
              "labelled_f_star",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "links that are matches / (links or matches); F1 / (2 - F1) (the same "
                  + "of pairs that were judged, by their sampling weights; matches are the "
                  + "judged ones)",
              "Hand, Christen and Kirielle (2021), Machine Learning 110"),
          new Definition(
              "labelled_false_match_rate",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "links that are no matches / links; 1 - precision (the same of pairs "
                  + "that were judged, by their sampling weights; matches are the judged "
                  + "ones)",
              ""),
          new Definition(
              "labelled_missed_match_rate",
              Topic.PAIRS,
              Unit.SHARE,
              Counts.PAIRS,
              "matches that are no links / matches; 1 - recall (the same of pairs "
                  + "that were judged, by their sampling weights; matches are the judged "
                  + "ones)",
              ""),
          new Definition(
              "hidden_precision",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.PAIRS,
              "links that are matches / links (the same, linked without a reliable "
                  + "identifier, against the linkage with it or the identifier itself)",
              "Belin and Rubin (1995), JASA 90; Wagner and Layne (2014), CARRA "
                  + "Working Paper 2014-01"),
          new Definition(
              "hidden_recall",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.PAIRS,
              "links that are matches / matches (the same, linked without a reliable "
                  + "identifier, against the linkage with it or the identifier itself)",
              ""),
          new Definition(
              "hidden_f1",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.PAIRS,
              "2 x links that are matches / (links + matches) (the same, linked "
                  + "without a reliable identifier, against the linkage with it or the "
                  + "identifier itself)",
              ""),
          new Definition(
              "hidden_f_star",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.PAIRS,
              "links that are matches / (links or matches); F1 / (2 - F1) (the same, "
                  + "linked without a reliable identifier, against the linkage with it or "
                  + "the identifier itself)",
              "Hand, Christen and Kirielle (2021), Machine Learning 110"),
          new Definition(
              "hidden_false_match_rate",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.PAIRS,
              "links that are no matches / links; 1 - precision (the same, linked "
                  + "without a reliable identifier, against the linkage with it or the "
                  + "identifier itself)",
              ""),
          new Definition(
              "hidden_missed_match_rate",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.PAIRS,
              "matches that are no links / matches; 1 - recall (the same, linked "
                  + "without a reliable identifier, against the linkage with it or the "
                  + "identifier itself)",
              ""),
          new Definition(
              "cluster_pair_precision",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.PAIRS,
              "pairs in one cluster that are of one person / pairs in one cluster",
              ""),
          new Definition(
              "cluster_pair_recall",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.PAIRS,
              "pairs in one cluster that are of one person / pairs of one person",
              ""),
          new Definition(
              "cluster_pair_f1",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.PAIRS,
              "2 x pairs in one cluster that are of one person / (pairs in one "
                  + "cluster + pairs of one person)",
              ""),
          new Definition(
              "cluster_pair_f_star",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.PAIRS,
              "pairs in one cluster and of one person / pairs in one cluster or of " + "one person",
              ""),
          new Definition(
              "cluster_pair_false_match_rate",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.PAIRS,
              "1 - precision",
              ""),
          new Definition(
              "cluster_pair_missed_match_rate",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.PAIRS,
              "1 - recall",
              ""),
          new Definition(
              "b_cubed_precision",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.RECORDS,
              "mean over records of the share of the record's cluster that is of its " + "person",
              "Bagga and Baldwin (1998), COLING-ACL"),
          new Definition(
              "b_cubed_recall",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.RECORDS,
              "mean over records of the share of the record's person that is in its " + "cluster",
              "Bagga and Baldwin (1998), COLING-ACL"),
          new Definition(
              "b_cubed_f1",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.RECORDS,
              "harmonic mean of b_cubed_precision and b_cubed_recall",
              "Bagga and Baldwin (1998), COLING-ACL"),
          new Definition(
              "exact_cluster_precision",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.CLUSTERS,
              "people found exactly / clusters",
              ""),
          new Definition(
              "exact_cluster_recall",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.CLUSTERS,
              "people found exactly / people",
              ""),
          new Definition(
              "exact_cluster_f1",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.CLUSTERS,
              "2 x people found exactly / (clusters + people)",
              ""),
          new Definition(
              "exact_cluster_f_star",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.CLUSTERS,
              "people found exactly / (clusters or people)",
              ""),
          new Definition(
              "exact_cluster_of_two_or_more_precision",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.CLUSTERS,
              "people of two or more records found exactly / clusters of two or more",
              ""),
          new Definition(
              "exact_cluster_of_two_or_more_recall",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.CLUSTERS,
              "people of two or more records found exactly / people of two or more " + "records",
              ""),
          new Definition(
              "records_in_exact_clusters",
              Topic.CLUSTERS,
              Unit.SHARE,
              Counts.RECORDS,
              "records in a cluster that is exactly their person / records",
              ""),
          new Definition("people", Topic.CLUSTERS, Unit.COUNT, Counts.PEOPLE, "true people", ""),
          new Definition(
              "clusters",
              Topic.CLUSTERS,
              Unit.COUNT,
              Counts.CLUSTERS,
              "clusters, records in none counted as clusters of one",
              ""),
          new Definition(
              "people_split",
              Topic.CLUSTERS,
              Unit.COUNT,
              Counts.PEOPLE,
              "people whose records are in more than one cluster",
              ""),
          new Definition(
              "clusters_mixed",
              Topic.CLUSTERS,
              Unit.COUNT,
              Counts.CLUSTERS,
              "clusters with records of more than one person",
              ""),
          new Definition(
              "largest_cluster",
              Topic.CLUSTERS,
              Unit.COUNT,
              Counts.RECORDS,
              "records of the largest cluster",
              ""),
          new Definition(
              "largest_mixed_cluster",
              Topic.CLUSTERS,
              Unit.COUNT,
              Counts.RECORDS,
              "records of the largest cluster with more than one person",
              ""),
          new Definition(
              "records_in_no_cluster",
              Topic.CLUSTERS,
              Unit.COUNT,
              Counts.RECORDS,
              "records that the clusters do not name",
              ""),
          new Definition(
              "links",
              Topic.WITHOUT_TRUTH,
              Unit.COUNT,
              Counts.PAIRS,
              "pairs at or above the threshold; of a group, links of its records",
              ""),
          new Definition(
              "linked_records",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.RECORDS,
              "records with at least one link / records; over thresholds, the "
                  + "sensitivity of the linkage to the threshold",
              ""),
          new Definition(
              "expected_false_match_rate",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.PAIRS,
              "sum over links of 1 - match probability / links",
              "Fellegi and Sunter (1969), JASA 64"),
          new Definition(
              "expected_missed_match_rate",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.PAIRS,
              "sum of match probabilities of compared pairs below the threshold / "
                  + "sum of all; matches that no blocking rule makes are not in it",
              "Fellegi and Sunter (1969), JASA 64"),
          new Definition(
              "known_positive_recall",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.PAIRS,
              "linked pairs that are known to match / pairs that are known to match",
              ""),
          new Definition(
              "planted_negative_link_rate",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.RECORDS,
              "records of people known to be nowhere else that were linked / such " + "records",
              ""),
          new Definition(
              "implausible_links",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.PAIRS,
              "links of which the rule holds / links of which it is true or false; a "
                  + "lower bound of the false-match rate; the subject is the rule",
              "Hagger-Johnson et al. (2014), BMJ Open 4"),
          new Definition(
              "implausible_false_match_rate",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.PAIRS,
              "share of implausible links / the share of pairs that do not match "
                  + "which the rule would show; the subject is the rule",
              "Hagger-Johnson et al. (2014), BMJ Open 4"),
          new Definition(
              "records_with_several_links",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.RECORDS,
              "records with more than one link to a source that holds a person once "
                  + "/ records with one or more; the subject is 'source -> source'",
              "Blakely and Salmond (2002), Int. J. Epidemiol. 31"),
          new Definition(
              "duplicate_method_precision",
              Topic.WITHOUT_TRUTH,
              Unit.SHARE,
              Counts.PAIRS,
              "precision that explains how many records have 0, 1, 2 ... links to a "
                  + "source that holds a person once; the subject is 'source -> source'",
              "Blakely and Salmond (2002), Int. J. Epidemiol. 31"),
          new Definition(
              "linked_standardised_difference",
              Topic.WITHOUT_TRUTH,
              Unit.NUMBER,
              Counts.RECORDS,
              "(share of the group among linked records - among the others) / their "
                  + "pooled standard deviation; above 0.1 is commonly looked into",
              "Austin (2009), Stat. Med. 28; Harron et al. (2017), Int. J. " + "Epidemiol. 46"),
          new Definition(
              "pair_precision_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "pair_precision of the group - of the whole, with the interval of that "
                  + "difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"),
          new Definition(
              "pair_precision_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of pair_precision at least as large if "
                  + "the group were as the rest, corrected for the number of groups tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; "
                  + "Benjamini and Hochberg (1995), JRSS B 57"),
          new Definition(
              "pair_recall_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "pair_recall of the group - of the whole, with the interval of that " + "difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"),
          new Definition(
              "pair_recall_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of pair_recall at least as large if the "
                  + "group were as the rest, corrected for the number of groups tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; "
                  + "Benjamini and Hochberg (1995), JRSS B 57"),
          new Definition(
              "pair_f1_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "pair_f1 of the group - of the whole, with the interval of that " + "difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"),
          new Definition(
              "pair_f1_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of pair_f1 at least as large if the group "
                  + "were as the rest, corrected for the number of groups tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; "
                  + "Benjamini and Hochberg (1995), JRSS B 57"),
          new Definition(
              "labelled_precision_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "labelled_precision of the group - of the whole, with the interval of "
                  + "that difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"),
          new Definition(
              "labelled_precision_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of labelled_precision at least as large "
                  + "if the group were as the rest, corrected for the number of groups "
                  + "tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; "
                  + "Benjamini and Hochberg (1995), JRSS B 57"),
          new Definition(
              "labelled_recall_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "labelled_recall of the group - of the whole, with the interval of "
                  + "that difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"),
          new Definition(
              "labelled_recall_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of labelled_recall at least as large if "
                  + "the group were as the rest, corrected for the number of groups tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; "
                  + "Benjamini and Hochberg (1995), JRSS B 57"),
          new Definition(
              "hidden_precision_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "hidden_precision of the group - of the whole, with the interval of "
                  + "that difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"),
          new Definition(
              "hidden_precision_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of hidden_precision at least as large if "
                  + "the group were as the rest, corrected for the number of groups tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; "
                  + "Benjamini and Hochberg (1995), JRSS B 57"),
          new Definition(
              "hidden_recall_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "hidden_recall of the group - of the whole, with the interval of that "
                  + "difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"),
          new Definition(
              "hidden_recall_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of hidden_recall at least as large if the "
                  + "group were as the rest, corrected for the number of groups tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; "
                  + "Benjamini and Hochberg (1995), JRSS B 57"),
          new Definition(
              "cluster_pair_precision_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "cluster_pair_precision of the group - of the whole, with the interval "
                  + "of that difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"),
          new Definition(
              "cluster_pair_precision_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of cluster_pair_precision at least as "
                  + "large if the group were as the rest, corrected for the number of "
                  + "groups tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; "
                  + "Benjamini and Hochberg (1995), JRSS B 57"),
          new Definition(
              "cluster_pair_recall_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "cluster_pair_recall of the group - of the whole, with the interval of "
                  + "that difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"),
          new Definition(
              "cluster_pair_recall_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of cluster_pair_recall at least as large "
                  + "if the group were as the rest, corrected for the number of groups "
                  + "tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; "
                  + "Benjamini and Hochberg (1995), JRSS B 57"),
          new Definition(
              "b_cubed_precision_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "b_cubed_precision of the group - of the whole, with the interval of "
                  + "that difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"),
          new Definition(
              "b_cubed_precision_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of b_cubed_precision at least as large if "
                  + "the group were as the rest, corrected for the number of groups tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; "
                  + "Benjamini and Hochberg (1995), JRSS B 57"),
          new Definition(
              "b_cubed_recall_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "b_cubed_recall of the group - of the whole, with the interval of that "
                  + "difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"),
          new Definition(
              "b_cubed_recall_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of b_cubed_recall at least as large if "
                  + "the group were as the rest, corrected for the number of groups tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; "
                  + "Benjamini and Hochberg (1995), JRSS B 57"),
          new Definition(
              "linked_records_difference",
              Topic.GROUPS,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "linked_records of the group - of the whole, with the interval of that "
                  + "difference",
              "Newcombe (1998), Stat. Med. 17; Zou and Donner (2008), Stat. Med. 27"),
          new Definition(
              "linked_records_difference_p",
              Topic.GROUPS,
              Unit.SHARE,
              Counts.NOTHING,
              "probability of a difference of linked_records at least as large if "
                  + "the group were as the rest, corrected for the number of groups tested",
              "Rao and Scott (1981), JASA 76; Holm (1979), Scand. J. Stat. 6; "
                  + "Benjamini and Hochberg (1995), JRSS B 57"),
          new Definition(
              "change",
              Topic.DRIFT,
              Unit.DIFFERENCE,
              Counts.NOTHING,
              "value now - value in the earlier run; the subject is the measure and "
                  + "its subject",
              ""),
          new Definition(
              "population_stability_index",
              Topic.DRIFT,
              Unit.NUMBER,
              Counts.NOTHING,
              "sum over the groups of a grouping of (share now - share before) "
                  + "ln(share now / share before); above 0.1 a shift, above 0.25 a large "
                  + "one; the subject is the grouping",
              "Kullback and Leibler (1951), Ann. Math. Stat. 22: the symmetric " + "divergence"));

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
}
