package org.linkagehub.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.compare.Scratch;

class TextValuesTest {
  private static final String LETTERS = "abcdeABCDE -'1é李";
  private static final List<Field> FIELDS = List.of(new Field("name", FieldType.TEXT));

  private static String text(Random random) {
    var text = new StringBuilder();
    int letters = random.nextInt(12) == 0 ? LETTERS.length() : 6; // mostly few, so that some repeat
    for (int i = random.nextInt(14); i > 0; i--) {
      text.append(LETTERS.charAt(random.nextInt(letters)));
    }
    return text.toString();
  }

  private static int shared(String a, String b) {
    var left = new ArrayList<>(b.chars().boxed().toList());
    return (int) a.chars().boxed().filter(left::remove).count();
  }

  @Test
  void numbersEqualTextsAlikeAndBoundsWhatKernelsAnswer() {
    var random = new Random(1);
    var layout = new RecordLayout(FIELDS);
    var records = new Records(layout);
    records.number(0);
    Map<String, Integer> numbers = new HashMap<>();
    Map<Integer, String> texts = new HashMap<>();
    for (int i = 0; i < 3000; i++) {
      String text = text(random);
      var writer = new RecordWriter(layout);
      writer.begin(i, 0);
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      writer.setText(0, utf8, 0, utf8.length);
      writer.end(new byte[] {'x'}, 0, 1, new byte[] {'s'}, 0, 1);
      int record = records.append(writer.bytes(), 0, writer.size());
      records.numberTexts(record);
      int number = records.intAt(record, 0);
      assertEquals(numbers.computeIfAbsent(text, t -> number), number, text);
      assertEquals(texts.computeIfAbsent(number, n -> text), text);
    }
    TextValues values = records.values();
    var scratch = new Scratch();
    List<Integer> all = new ArrayList<>(texts.keySet());
    for (int pair = 0; pair < 20_000; pair++) {
      int a = all.get(random.nextInt(all.size()));
      int b = all.get(random.nextInt(all.size()));
      String what = "'%s' ~ '%s'".formatted(texts.get(a), texts.get(b));
      assertEquals(texts.get(a).chars().allMatch(c -> c < 128), values.isAscii(a), what);
      if (!values.isAscii(a) || !values.isAscii(b)) {
        continue;
      }
      assertTrue(values.mostShared(a, b) >= shared(texts.get(a), texts.get(b)), what);
      for (String function :
          List.of(
              "jaro_similarity",
              "jaro_winkler_similarity",
              "levenshtein",
              "damerau_levenshtein",
              "optimal_string_alignment")) {
        TextKernel kernel = TextKernel.of(function).orElseThrow();
        double answer = answer(kernel.function(), records, a, b, scratch);
        assertEquals(answer, answer(kernel.ofAscii(), records, a, b, scratch), what);
        double bound = kernel.bound().of(values, a, b);
        boolean distance = kernel.answer() == TextKernel.Answer.WHOLE;
        assertTrue(distance ? bound <= answer : bound >= answer, function + " " + what);
      }
    }
  }

  private static double answer(
      TextKernel.Function function, Records records, int a, int b, Scratch scratch) {
    TextValues values = records.values();
    return function.of(
        records.bytes(),
        values.start(a),
        values.length(a),
        values.start(b),
        values.length(b),
        scratch);
  }
}
