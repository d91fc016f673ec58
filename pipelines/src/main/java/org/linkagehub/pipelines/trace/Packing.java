package org.linkagehub.pipelines.trace;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.Sensitivity;
import org.linkagehub.pipelines.trace.record.TraceAnswer.FormerNumber;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.Validity;

/**
 * Requests and people of the index as bytes, to be moved and sorted without an object for each of
 * their values. For the time of one run: nothing is kept so.
 */
final class Packing {
  /** Fields of a request that no answer depends on. They stand last, so that the rest is equal. */
  private static final Set<RequestField> REFERENCES =
      EnumSet.of(
          RequestField.UNIQUE_REFERENCE,
          RequestField.ADDRESS_DATE,
          RequestField.NHAIS_POSTING_ID,
          RequestField.LOCAL_PATIENT_ID,
          RequestField.INTERNAL_ID,
          RequestField.TELEPHONE_NUMBER,
          RequestField.MOBILE_NUMBER,
          RequestField.EMAIL_ADDRESS);

  private static final List<RequestField> DEMOGRAPHICS =
      Arrays.stream(RequestField.values()).filter(field -> !REFERENCES.contains(field)).toList();

  private Packing() {}

  static byte[] pack(TraceRequest request) {
    Writer demographics = new Writer();
    DEMOGRAPHICS.forEach(field -> demographics.text(request.value(field)));
    Writer whole = new Writer();
    whole.number(demographics.length);
    whole.bytes(demographics);
    REFERENCES.forEach(field -> whole.text(request.value(field)));
    return whole.packed();
  }

  static TraceRequest request(byte[] packed) {
    Reader reader = new Reader(packed);
    reader.number();
    Map<RequestField, String> values = new EnumMap<>(RequestField.class);
    Consumer<RequestField> read =
        field -> {
          String value = reader.text();
          if (value != null) {
            values.put(field, value);
          }
        };
    DEMOGRAPHICS.forEach(read);
    REFERENCES.forEach(read);
    return TraceRequest.of(values);
  }

  /** A hash of all that the answer to a request depends on. */
  static long demographicsHash(byte[] packed) {
    int end = demographicsEnd(packed);
    long hash = 0;
    for (int i = 0; i < end; i++) {
      hash = (hash ^ packed[i]) * 0x100000001b3L;
    }
    return hash ^ (hash >>> 32);
  }

  /** Whether two requests must have the same answer. */
  static boolean sameDemographics(byte[] one, byte[] other) {
    return Arrays.equals(one, 0, demographicsEnd(one), other, 0, demographicsEnd(other));
  }

  private static int demographicsEnd(byte[] packed) {
    Reader reader = new Reader(packed);
    int length = reader.number();
    return reader.position + length;
  }

  static byte[] pack(IndexPerson person) {
    Writer writer = new Writer();
    writer.text(person.nhsNumber());
    writer.text(person.replacedBy());
    writer.day(person.replacedFrom());
    writer.text(person.birthDate());
    writer.list(person.formerBirthDates(), writer::text);
    writer.text(person.deathDate());
    writer.text(person.deathStatus());
    writer.list(
        person.names(),
        name -> {
          writer.text(name.family());
          writer.text(name.given());
          writer.text(name.otherGiven());
          writer.validity(name.validity());
        });
    writer.list(
        person.addresses(),
        address -> {
          writer.list(address.lines(), writer::text);
          writer.text(address.postcode());
          writer.validity(address.validity());
        });
    writer.list(
        person.genders(),
        gender -> {
          writer.text(gender.code());
          writer.validity(gender.validity());
        });
    writer.list(
        person.practices(),
        practice -> {
          writer.text(practice.code());
          writer.validity(practice.validity());
        });
    writer.text(person.sensitivity().flag());
    writer.text(person.email());
    writer.text(person.mobile());
    writer.list(
        person.formerNumbers(),
        former -> {
          writer.text(former.nhsNumber());
          writer.day(former.replacedFrom());
        });
    return writer.packed();
  }

  static IndexPerson person(byte[] packed) {
    Reader reader = new Reader(packed);
    return new IndexPerson(
        reader.text(),
        reader.text(),
        reader.day(),
        reader.text(),
        reader.list(Reader::text),
        reader.text(),
        reader.text(),
        reader.list(in -> new IndexPerson.Name(in.text(), in.text(), in.text(), in.validity())),
        reader.list(in -> new IndexPerson.Address(in.list(Reader::text), in.text(), in.validity())),
        reader.list(in -> new IndexPerson.Gender(in.text(), in.validity())),
        reader.list(in -> new IndexPerson.Practice(in.text(), in.validity())),
        Sensitivity.of(reader.text()),
        reader.text(),
        reader.text(),
        reader.list(in -> new FormerNumber(in.text(), in.day())));
  }

  /** Writes numbers in as few bytes as they need, and texts as UTF-8 behind their length. */
  private static final class Writer {
    private byte[] bytes = new byte[256];
    private int length;

    /** From 0 up. */
    void number(int value) {
      int rest = value;
      require(5);
      while (rest > 127) {
        bytes[length++] = (byte) ((rest & 127) | 128);
        rest >>>= 7;
      }
      bytes[length++] = (byte) rest;
    }

    /** 0 for null, else one more than the length. */
    void text(String text) {
      if (text == null) {
        number(0);
        return;
      }
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      number(utf8.length + 1);
      require(utf8.length);
      System.arraycopy(utf8, 0, bytes, length, utf8.length);
      length += utf8.length;
    }

    /** Four bytes; the smallest number for null. */
    void day(LocalDate day) {
      int value = day == null ? Integer.MIN_VALUE : (int) day.toEpochDay();
      require(4);
      for (int shift = 24; shift >= 0; shift -= 8) {
        bytes[length++] = (byte) (value >>> shift);
      }
    }

    void validity(Validity validity) {
      day(validity.from());
      day(validity.to());
      number(validity.sequence());
    }

    <T> void list(List<T> values, Consumer<T> write) {
      number(values.size());
      values.forEach(write);
    }

    void bytes(Writer other) {
      require(other.length);
      System.arraycopy(other.bytes, 0, bytes, length, other.length);
      length += other.length;
    }

    byte[] packed() {
      return Arrays.copyOf(bytes, length);
    }

    private void require(int more) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
      }
    }
  }

  private static final class Reader {
    private final byte[] bytes;
    private int position;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    int number() {
      int value = 0;
      int shift = 0;
      byte next;
      do {
        next = bytes[position++];
        value |= (next & 127) << shift;
        shift += 7;
      } while (next < 0);
      return value;
    }

    String text() {
      int length = number() - 1;
      if (length < 0) {
        return null;
      }
      String text = new String(bytes, position, length, StandardCharsets.UTF_8);
      position += length;
      return text;
    }

    LocalDate day() {
      int value = 0;
      for (int i = 0; i < 4; i++) {
        value = (value << 8) | (bytes[position++] & 255);
      }
      return value == Integer.MIN_VALUE ? null : LocalDate.ofEpochDay(value);
    }

    Validity validity() {
      return new Validity(day(), day(), number());
    }

    <T> List<T> list(Function<Reader, T> read) {
      int size = number();
      List<T> values = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        values.add(read.apply(this));
      }
      return values;
    }
  }
}
