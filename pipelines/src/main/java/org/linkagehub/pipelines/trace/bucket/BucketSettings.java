package org.linkagehub.pipelines.trace.bucket;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.pipelines.trace.record.ResponseCode;

/**
 * The record bucket, and who is looked up and put there.
 *
 * @param location the path of its Delta table, or the table of the catalog
 * @param catalogTable whether it is a table of the catalog
 * @param codes of answers for which it is tried: those without a person
 * @param excluded inputs whose requests must not enter it, such as cohorts of research; they are
 *     not looked up there either, and get one-time-use ids
 * @param earliestBirth the first valid date of birth
 * @param latestBirth the last one
 */
public record BucketSettings(
    String location,
    boolean catalogTable,
    List<String> codes,
    List<String> excluded,
    LocalDate earliestBirth,
    LocalDate latestBirth) {
  public BucketSettings {
    codes = List.copyOf(new TreeSet<>(codes));
    excluded = List.copyOf(new TreeSet<>(excluded));
    for (String code : codes) {
      ResponseCode known =
          ResponseCode.of(code)
              .orElseThrow(() -> new IllegalArgumentException("codes has no such code: " + code));
      if (known.isMatch() || known == ResponseCode.MULTIPLE_CLOSE_MATCHES || !known.isOfRow()) {
        throw new IllegalArgumentException(
            "codes must be of answers without a person, 15, 91, 96 or 98, was " + code);
      }
    }
  }

  /**
   * Reads the block {@code bucket}; empty if it names no table, or has a problem, which the reader
   * notes.
   *
   * @param earliestBirth the first valid date of birth
   * @param latestBirth the last one
   */
  public static Optional<BucketSettings> read(
      ConfigReader in, LocalDate earliestBirth, LocalDate latestBirth) {
    Optional<String> path = in.optionalText("path");
    Optional<String> table = in.optionalText("table");
    if (path.isPresent() && table.isPresent()) {
      in.problem("must have only one of path and table");
    }
    List<String> codes = in.texts("codes");
    List<String> excluded = in.texts("excluded");
    return in.<Optional<BucketSettings>>build(
            () ->
                path.or(() -> table)
                    .map(
                        location ->
                            new BucketSettings(
                                location,
                                table.isPresent(),
                                codes,
                                excluded,
                                earliestBirth,
                                latestBirth)))
        .flatMap(settings -> settings);
  }

  /** What decides who is found and put there, as text; where the table is does not. */
  public String deciding() {
    return List.of(codes, excluded, earliestBirth, latestBirth).toString();
  }
}
