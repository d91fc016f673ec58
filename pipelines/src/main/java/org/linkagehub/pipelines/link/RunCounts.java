package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.List;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.report.Evidence.Counted;

/** The figures of a run's summary that its report shows beside the measures. */
final class RunCounts {
  private RunCounts() {}

  static List<Measure> of(RunSummary summary) {
    var measures = new ArrayList<Measure>(records(summary));
    summary
        .links()
        .scoredPairs()
        .ifPresent(pairs -> measures.add(Counted.of(Counted.COMPARED_PAIRS, "", Group.ALL, pairs)));
    summary
        .decisions()
        .ifPresent(
            decisions ->
                decisions
                    .counts()
                    .forEach(
                        d ->
                            measures.add(
                                Counted.of(Counted.DECIDED, d.what(), Group.ALL, d.count()))));
    return measures;
  }

  private static List<Measure> records(RunSummary summary) {
    var measures = new ArrayList<Measure>();
    long read = 0;
    long aside = 0;
    for (RunSummary.Source source : summary.sources()) {
      measures.addAll(
          Counted.flow(new Group(Counted.SOURCE, source.name()), source.read(), source.setAside()));
      read += source.read();
      aside += source.setAside();
    }
    measures.addAll(Counted.flow(Group.ALL, read, aside));
    summary
        .setAside()
        .forEach(
            reason ->
                measures.add(
                    Counted.of(
                        Counted.SET_ASIDE,
                        reason.reason(),
                        new Group(Counted.SOURCE, reason.source()),
                        reason.records())));
    return measures;
  }
}
