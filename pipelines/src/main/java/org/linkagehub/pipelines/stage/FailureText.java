package org.linkagehub.pipelines.stage;

import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.linkagehub.core.spark.internals.SparkInternals;

/**
 * A failure in words that may be shown and kept: messages of our own code, which hold no value of
 * any record, and of others only their kind. Spark's messages may quote what a column held.
 */
public final class FailureText {
  private static final String OURS = "org.linkagehub.";

  private static final String OTHER_HEADER = "CSV header does not conform to the schema";

  private FailureText() {}

  /** One or a few sentences, never empty. */
  public static String of(Throwable failure) {
    List<Throwable> causes = causes(failure);
    for (Throwable cause : causes) {
      if (cause instanceof OutOfMemoryError) {
        return "ran out of memory; give more with --driver-memory (local mode) or"
            + " --executor-memory, or LINKAGE_MEMORY";
      }
      if (isDiskFull(cause)) {
        return "no space left on a disk that Spark writes to; free some, or name another folder"
            + " with --conf spark.local.dir=FOLDER";
      }
    }
    for (Throwable cause : causes) {
      if (cause.getMessage() != null && cause.getMessage().contains(OTHER_HEADER)) {
        // Spark quotes both headers; that of a file without one is somebody's record.
        return "the files of a CSV input have different headers, and only the first one's was"
            + " looked at; give files that differ as inputs of their own";
      }
    }
    for (Throwable cause : causes) {
      if (isOurs(cause) && cause.getMessage() != null) {
        return cause.getMessage();
      }
    }
    for (Throwable cause : causes) {
      if (cause instanceof AnalysisException analysis) {
        return "Spark refused the query: " + firstLine(analysis.getSimpleMessage());
      }
    }
    Throwable root = causes.get(causes.size() - 1);
    return kind(causes, root)
        + "; run it again with --debug to see the whole error, which may show values of records";
  }

  private static String kind(List<Throwable> causes, Throwable root) {
    String type = root.getClass().getSimpleName();
    return causes.stream()
        .filter(SparkThrowable.class::isInstance)
        .map(cause -> SparkInternals.condition((SparkThrowable) cause))
        .filter(condition -> condition != null && !condition.isEmpty())
        .reduce((outer, inner) -> inner)
        .map(condition -> "Spark error " + condition + " (" + type + ")")
        .orElse("unexpected error " + type);
  }

  /** Whether our code wrote the message: the class is ours, or our code threw a plain one. */
  private static boolean isOurs(Throwable cause) {
    if (cause instanceof StageFailedException) {
      return false; // says only which stage; the cause says why
    }
    if (cause.getClass().getName().startsWith(OURS)) {
      return true;
    }
    StackTraceElement[] frames = cause.getStackTrace();
    return (cause instanceof IllegalArgumentException || cause instanceof IllegalStateException)
        && frames.length > 0
        && frames[0].getClassName().startsWith(OURS);
  }

  private static boolean isDiskFull(Throwable cause) {
    String said = cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
    return cause instanceof java.io.IOException
        && said != null
        && said.contains("No space left on device");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }

  /** The failure, its cause, the cause of that, and so on; each once. */
  private static List<Throwable> causes(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    var causes = new ArrayList<Throwable>();
    for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }
}
