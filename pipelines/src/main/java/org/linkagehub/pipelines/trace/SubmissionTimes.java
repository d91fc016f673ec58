package org.linkagehub.pipelines.trace;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;

/** The time that the files of a submission bear: the same whenever it is run. */
final class SubmissionTimes {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private SubmissionTimes() {}

  /**
   * The time of the first file; each further one is a second later, so that no two bear the same.
   *
   * @param submission its number: itself a time, yyyyMMddHHmmss, where that is what it looks like
   * @param day of the submission, at whose beginning it is taken to be made otherwise
   */
  static LocalDateTime of(long submission, LocalDate day) {
    try {
      return LocalDateTime.parse(Long.toString(submission), STAMP);
    } catch (DateTimeException e) {
      return day.atStartOfDay();
    }
  }

  static String stamp(LocalDateTime time) {
    return STAMP.format(time);
  }
}
