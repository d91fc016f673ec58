package org.linkagehub.pipelines.trace;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.linkagehub.pipelines.trace.record.Candidate;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.TraceAnswer;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TracedPerson;

/** Rows of the table {@value TraceTables#ANSWERS}. */
final class AnswerRows {
  private static final int LINES = 5;
  private static final RequestField[] FIELDS = RequestField.values();

  private AnswerRows() {}

  /** The row of a request and its answer. */
  static Row of(long requestKey, String source, TraceRequest request, TraceAnswer answer) {
    return RowFactory.create(
        requestKey,
        source,
        request(request),
        date(answer.asAt()),
        answer.code().code(),
        answer.lastStep().column(),
        answer.indicator(),
        answer.matchStep().column(),
        answer.matchedNumber(),
        BigDecimal.valueOf(answer.confidence()).setScale(2, RoundingMode.HALF_UP),
        answer.scores().familyName(),
        answer.scores().givenName(),
        answer.scores().birthDate(),
        answer.scores().gender(),
        answer.scores().postcode(),
        answer.person().map(AnswerRows::person).orElse(null),
        answer.superseded(),
        rows(
            answer.formerNumbers().stream()
                .map(former -> RowFactory.create(former.nhsNumber(), date(former.replacedFrom())))
                .toList()),
        rows(answer.candidates().stream().map(AnswerRows::candidate).toList()),
        answer.candidateCount(),
        answer.gap(),
        rows(
            answer.steps().stream()
                .map(
                    step ->
                        RowFactory.create(
                            step.step().column(), step.outcome().column(), step.candidates()))
                .toList()));
  }

  private static Row request(TraceRequest request) {
    Object[] values = new Object[FIELDS.length];
    Arrays.setAll(values, i -> request.value(FIELDS[i]));
    return RowFactory.create(values);
  }

  private static Row person(TracedPerson person) {
    return RowFactory.create(
        person.nhsNumber(),
        person.familyName(),
        person.givenName(),
        person.otherGivenName(),
        person.gender(),
        person.birthDate(),
        person.postcode(),
        person.deathDate(),
        line(person, 0),
        line(person, 1),
        line(person, 2),
        line(person, 3),
        line(person, LINES - 1),
        person.addressDate(),
        person.gpPracticeCode(),
        person.mobileNumber(),
        person.emailAddress(),
        person.sensitivity().flag());
  }

  private static String line(TracedPerson person, int line) {
    List<String> lines = person.addressLines();
    return line >= lines.size() || lines.get(line).isEmpty() ? null : lines.get(line);
  }

  private static Row candidate(Candidate candidate) {
    return RowFactory.create(
        candidate.nhsNumber(),
        candidate.blocks().toArray(Integer[]::new),
        candidate.total(),
        candidate.familyName(),
        candidate.givenName(),
        candidate.otherGivenName(),
        candidate.birthDate(),
        candidate.gender(),
        candidate.postcode(),
        candidate.reportedGivenName(),
        candidate.formerName(),
        candidate.formerPostcode());
  }

  private static Row[] rows(List<Row> rows) {
    return rows.toArray(Row[]::new);
  }

  private static Date date(LocalDate day) {
    return day == null ? null : Date.valueOf(day);
  }
}
