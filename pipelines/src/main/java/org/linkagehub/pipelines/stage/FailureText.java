package org.linkagehub.pipelines.stage;

import java.io.FileNotFoundException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.security.AccessControlException;
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

  /** What these say is about files, machines and classes. */
  private static final List<Class<? extends Throwable>> HARMLESS =
      List.of(
          FileSystemException.class,
          FileNotFoundException.class,
          AccessControlException.class,
          PathIOException.class,
          SocketException.class,
          UnknownHostException.class,
          ReflectiveOperationException.class,
          VirtualMachineError.class,
          LinkageError.class);

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
    Optional<String> known = known(failure);
    if (known.isPresent()) {
      return known.get();
    }
    for (Throwable cause : causes) {
      if (cause instanceof AnalysisException analysis) {
        return "Spark refused the query: " + firstLine(analysis.getSimpleMessage());
      }
    }
    Throwable root = causes.get(causes.size() - 1);
    return kind(causes, root)
        + "; run it again with --debug to see where it arose, or with --debug-values to see the"
        + " whole error, which may show values of records";
  }

  /**
   * What is wrong with a table or file, where Spark or Delta says so in a way that holds no value:
   * by a condition that has a name, and parameters.
   */
  public static Optional<String> known(Throwable failure) {
    return causes(failure).stream()
        .filter(SparkThrowable.class::isInstance)
        .map(SparkThrowable.class::cast)
        .map(FailureText::explained)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> explained(SparkThrowable thrown) {
    String condition = Objects.toString(SparkInternals.condition(thrown), "");
    Map<String, String> with = thrown.getMessageParameters();
    String path = with.getOrDefault("path", "").replaceFirst("^file:(//)?", "");
    return Optional.ofNullable(
        switch (condition) {
          case "DELTA_UNSUPPORTED_FEATURES_FOR_READ", "DELTA_UNSUPPORTED_FEATURES_FOR_WRITE" ->
              "a newer Delta Lake wrote it, with what this one (%s) does not know: %s; run with a newer Spark and Delta"
                  .formatted(with.get("deltaVersion"), with.get("unsupported"));
          case "DELTA_INVALID_PROTOCOL_VERSION" ->
              "a newer Delta Lake wrote it than this one (%s) can read; run with a newer Spark and Delta"
                  .formatted(io.delta.package$.MODULE$.VERSION());
          case "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH" ->
              "the files of an input differ in the type of column %s: %s has %s where %s is wanted; give files that differ as inputs of their own"
                  .formatted(
                      with.get("column"), path, with.get("actualType"), with.get("expectedType"));
          case "FAILED_READ_FILE.FILE_NOT_EXIST" ->
              "the file %s is gone; an input must not change while it is read".formatted(path);
          case "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER", "FAILED_READ_FILE.NO_HINT" ->
              "the file %s cannot be read: it is broken, or of another format".formatted(path);
          default -> null;
        });
  }

  /**
   * The stack trace, as Java prints it, but for messages that others wrote: of these no more is
   * told than their kind, for they may quote what a column held.
   */
  public static String trace(Throwable failure) {
    var text = new StringBuilder();
    trace(failure, "", "", text, Collections.newSetFromMap(new IdentityHashMap<>()));
    return text.toString();
  }

  private static void trace(
      Throwable thrown, String indent, String relation, StringBuilder text, Set<Throwable> seen) {
    text.append(indent).append(relation).append(thrown.getClass().getName());
    text.append(": ").append(told(thrown)).append('\n');
    if (!seen.add(thrown)) {
      return;
    }
    for (StackTraceElement frame : thrown.getStackTrace()) {
      text.append(indent).append("\tat ").append(frame).append('\n');
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      trace(suppressed, indent + "\t", "Suppressed: ", text, seen);
    }
    if (thrown.getCause() != null) {
      trace(thrown.getCause(), indent, "Caused by: ", text, seen);
    }
  }

  /** The message of one throwable, if it holds no value; else its kind. */
  private static String told(Throwable thrown) {
    boolean harmless =
        isOurs(thrown)
            || thrown instanceof StageFailedException
            || HARMLESS.stream().anyMatch(type -> type.isInstance(thrown));
    if (harmless) {
      return String.valueOf(thrown.getMessage());
    }
    if (thrown instanceof AnalysisException analysis) {
      return firstLine(analysis.getSimpleMessage());
    }
    return known(thrown)
        .orElseGet(
            () ->
                (thrown instanceof SparkThrowable spark
                        ? Objects.toString(SparkInternals.condition(spark), "") + " "
                        : "")
                    + "(its message may quote a record: --debug-values shows it)");
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
