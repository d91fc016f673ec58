package org.linkagehub.pipelines.trace;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
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
  static InternalRow of(
      long requestKey, UTF8String source, TraceRequest request, TraceAnswer answer) {
    return row(
        requestKey,
        source,
        request(request),
        date(answer.asAt()),
        text(answer.code().code()),
        text(answer.lastStep().column()),
        answer.indicator(),
        text(answer.matchStep().column()),
        text(answer.matchedNumber()),
        Decimal.apply(BigDecimal.valueOf(answer.confidence()).setScale(2, RoundingMode.HALF_UP)),
        answer.scores().familyName(),
        answer.scores().givenName(),
        answer.scores().birthDate(),
        answer.scores().gender(),
        answer.scores().postcode(),
        answer.person().map(AnswerRows::person).orElse(null),
        answer.superseded(),
        rows(
            answer.formerNumbers().stream()
                .map(former -> row(text(former.nhsNumber()), date(former.replacedFrom())))
                .toList()),
        rows(answer.candidates().stream().map(AnswerRows::candidate).toList()),
        answer.candidateCount(),
        answer.gap(),
        rows(
            answer.steps().stream()
                .map(
                    step ->
                        row(
                            text(step.step().column()),
                            text(step.outcome().column()),
                            step.candidates()))
                .toList()));
  }

  private static InternalRow request(TraceRequest request) {
    Object[] values = new Object[FIELDS.length];
    Arrays.setAll(values, i -> text(request.value(FIELDS[i])));
    return new GenericInternalRow(values);
  }

  private static InternalRow person(TracedPerson person) {
    return row(
        text(person.nhsNumber()),
        text(person.familyName()),
        text(person.givenName()),
        text(person.otherGivenName()),
        text(person.gender()),
        text(person.birthDate()),
        text(person.postcode()),
        text(person.deathDate()),
        text(line(person, 0)),
        text(line(person, 1)),
        text(line(person, 2)),
        text(line(person, 3)),
        text(line(person, LINES - 1)),
        text(person.addressDate()),
        text(person.gpPracticeCode()),
        text(person.mobileNumber()),
        text(person.emailAddress()),
        text(person.sensitivity().flag()));
  }

  private static String line(TracedPerson person, int line) {
    List<String> lines = person.addressLines();
    return line >= lines.size() || lines.get(line).isEmpty() ? null : lines.get(line);
  }

  private static InternalRow candidate(Candidate candidate) {
    return row(
        text(candidate.nhsNumber()),
        new GenericArrayData(candidate.blocks().stream().mapToInt(Integer::intValue).toArray()),
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

  private static InternalRow row(Object... values) {
    return new GenericInternalRow(values);
  }

  private static ArrayData rows(List<InternalRow> rows) {
    return new GenericArrayData(rows.toArray());
  }

  private static UTF8String text(String text) {
    return UTF8String.fromString(text);
  }

  private static Integer date(LocalDate day) {
    return day == null ? null : (int) day.toEpochDay();
  }
}
