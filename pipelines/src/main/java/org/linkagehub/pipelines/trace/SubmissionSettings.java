package org.linkagehub.pipelines.trace;

import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.pipelines.trace.bucket.BucketSettings;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.request.RequestSettings;
import org.linkagehub.pipelines.trace.token.TokenSettings;

/**
 * What stands around the trace of a submission: its requests, the record bucket, the response and
 * its tokens.
 *
 * @param number of the submission, its own: ids are made of it; empty where it is to follow from
 *     the requests
 * @param day of the submission
 * @param requests where they come from
 * @param bucket the record bucket; empty for none
 * @param requestFiles a folder for request files of all requests; empty for none
 * @param responseFiles a folder for response files; empty for none
 * @param personIdInFiles whether the response files have a further field, the Person_ID
 * @param tokens which are made; empty for none
 */
public record SubmissionSettings(
    OptionalLong number,
    LocalDate day,
    RequestSettings requests,
    Optional<BucketSettings> bucket,
    Optional<String> requestFiles,
    Optional<String> responseFiles,
    boolean personIdInFiles,
    Optional<TokenSettings> tokens) {
  /** The greatest number of a submission: an id of it still has 15 places. */
  static final long MOST = 999_999_999_999_999L;

  /**
   * Reads the keys {@code submission}, {@code requests}, {@code bucket}, {@code files} and {@code
   * tokens} of the block {@code trace}, whose other keys, and whose end, are the caller's.
   *
   * @param settings of the trace, for the day and what is a valid date of birth; empty if they have
   *     a problem
   */
  public static Optional<SubmissionSettings> read(
      ConfigReader in, Optional<TraceSettings> settings) {
    OptionalLong number =
        in.has("submission")
            ? OptionalLong.of(in.whole("submission", 1, MOST))
            : OptionalLong.empty();
    Optional<RequestSettings> requests = RequestSettings.read(in.block("requests"));
    ConfigReader files = in.block("files");
    Optional<String> requestFiles = files.optionalText("requests");
    Optional<String> responseFiles = files.optionalText("responses");
    boolean personId = files.flag("person-id");
    files.build(() -> requestFiles);
    Optional<BucketSettings> bucket =
        settings.flatMap(
            trace ->
                BucketSettings.read(
                    in.block("bucket"),
                    trace.request().earliestBirth(),
                    trace.request().latestBirth()));
    Optional<TokenSettings> tokens = TokenSettings.read(in.block("tokens"));
    if (bucket.isPresent() && number.isEmpty()) {
      in.problem(
          "submission",
          "must be given with a record bucket: a whole number that no other submission has, for example 20260314091502");
    }
    if (settings.isEmpty() || requests.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SubmissionSettings(
            number,
            settings.get().asAt(),
            requests.get(),
            bucket,
            requestFiles,
            responseFiles,
            personId,
            tokens));
  }
}
