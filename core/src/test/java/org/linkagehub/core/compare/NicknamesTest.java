package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NicknamesTest {
  // Common knowledge, and the reason for the table.
  @ParameterizedTest(name = "{0} ~ {1}")
  @CsvSource({
    "Peggy, Maggie",
    "MARGARET, peggy",
    "Bill, William",
    "Bob, Robert",
    "Ted, Edward",
    "Ted, Theodore",
    "Harry, Henry",
    "Harry, Harold",
    "Millie, Emily",
    "Linda, Belinda",
    "Jack, John",
    "Dai, Dafydd",
    "Seán, Sean",
    "Paddy, Pádraig",
    "Hamish, James",
    "Mo, Mohammed",
    "Muhammad, Mohamed",
    "Harry, Harpreet",
    "Kuba, Jakub",
    "Kojo, Kwadwo",
    "Gosia, Małgorzata",
    "Jo-Anne, Joanne",
    "李明, 李明",
    "Xyzzy, xyzzy",
  })
  void agree(String left, String right) {
    assertTrue(Nicknames.builtIn().agree(left, right));
    assertTrue(Nicknames.builtIn().agree(right, left));
  }

  @ParameterizedTest(name = "{0} ~ {1}")
  @CsvSource({
    "Albert, Herbert",
    "Henry, Harold",
    "Emily, Amelia",
    "Belinda, Melinda",
    "Alexander, Natasha",
    "Margaret, Elizabeth",
    "John, Peter",
    "李明, 李敏",
    "'', ''",
    "'-', Bob",
    "Oliver, Olivia-Rose",
  })
  void disagree(String left, String right) {
    assertFalse(Nicknames.builtIn().agree(left, right));
    assertFalse(Nicknames.builtIn().agree(right, left));
  }

  @Test
  void agreementIsSharingAGroup() {
    Nicknames table = Nicknames.builtIn();
    List<String> names =
        List.of("Bert", "Albert", "Herbert", "Al", "Alan", "Peggy", "Zoë", "Nobody", "", "Liz");
    var random = new Random(1);
    for (int i = 0; i < 500; i++) {
      String left = names.get(random.nextInt(names.size()));
      String right = names.get(random.nextInt(names.size()));
      boolean share = table.groups(left).stream().anyMatch(table.groups(right)::contains);
      assertEquals(share, table.agree(left, right), left + " " + right);
    }
    assertTrue(table.groups("bert").containsAll(List.of("albert", "herbert")));
    assertEquals(List.of("nobody"), table.groups("No-body"));
    assertEquals(List.of(), table.groups("42"));
  }

  @Test
  void theBuiltInTableIsLarge() {
    assertTrue(Nicknames.builtIn().size() >= 1000, Nicknames.builtIn().toString());
  }

  @Test
  void usersBringTheirOwn(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.txt");
    Files.write(file, List.of("# ours", "", "Xavier: Xav, Javi", "Élodie : Lodi"));
    Nicknames table = Nicknames.read(file);
    assertTrue(table.agree("javi", "XAV"));
    assertTrue(table.agree("Elodie", "lodi"));
    assertFalse(table.agree("Bill", "William"));
    assertEquals(2, table.size());
  }

  @Test
  void aBadLineIsNamed() {
    assertEquals(
        "mine.txt: 2: a group must be a name, a colon and its other forms, parted by commas",
        problem(List.of("bill: will", "no colon here")));
    assertEquals(
        "mine.txt: 1: a form of bill is empty; take the comma or the line out",
        problem(List.of("bill: will,")));
    assertEquals(
        "mine.txt: 1: a form of bill is empty; take the comma or the line out",
        problem(List.of("bill:")));
    assertEquals("mine.txt: holds no group of names", problem(List.of("# nothing")));
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path folder) {
    Path file = folder.resolve("absent.txt");
    UncheckedIOException problem =
        assertThrows(UncheckedIOException.class, () -> Nicknames.read(file));
    assertTrue(
        problem.getMessage().contains("cannot read the nicknames " + file), problem::toString);
    assertEquals(NoSuchFileException.class, problem.getCause().getClass());
  }

  private static String problem(List<String> lines) {
    return assertThrows(IllegalArgumentException.class, () -> Nicknames.parse(lines, "mine.txt"))
        .getMessage();
  }
}
