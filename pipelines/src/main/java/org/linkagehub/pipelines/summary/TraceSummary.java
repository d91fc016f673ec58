package org.linkagehub.pipelines.summary;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.linkagehub.pipelines.summary.RunSummary.StageTime;
import org.linkagehub.pipelines.summary.RunSummary.Table;

/**
 * What a trace found: counts alone.
 *
 * @param runId of the run
 * @param edition of the handbook
 * @param asAt the day asked for where a request does not say, as yyyy-MM-dd
 * @param index counts of the index
 * @param ends how the requests of each source ended
 * @param tried what each step did
 * @param stages in the order in which they ran
 * @param wallSeconds of the whole run
 * @param folder of the run
 * @param tables that the run wrote
 * @param warnings what should be looked at, in whole sentences
 */
public record TraceSummary(
    String runId,
    String edition,
    String asAt,
    List<Count> index,
    List<Ends> ends,
    List<Tried> tried,
    List<StageTime> stages,
    double wallSeconds,
    String folder,
    List<Table> tables,
    List<String> warnings)
    implements Summary {

  public TraceSummary {
    index = List.copyOf(index);
    ends = List.copyOf(ends);
    tried = List.copyOf(tried);
    stages = List.copyOf(stages);
    tables = List.copyOf(tables);
    warnings = List.copyOf(warnings);
  }

  /** How many there are of something. */
  public record Count(String what, long count) {}

  /**
   * How the requests of a source ended.
   *
   * @param requests by the step that found the person, or why nobody was found
   */
  public record Ends(String source, Map<String, Long> requests) {
    public Ends {
      requests = Collections.unmodifiableMap(new LinkedHashMap<>(requests));
    }

    /** All of them. */
    public long all() {
      return requests.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * How a step ended.
   *
   * @param outcome in words
   * @param requests of which it ended so
   */
  public record Tried(String step, String outcome, long requests) {}

  @Override
  public String text() {
    return TraceText.of(this);
  }
}
