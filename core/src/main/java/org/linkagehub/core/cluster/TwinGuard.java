package org.linkagehub.core.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How twins, and siblings of one birth date, are told from one person: the same surname, birth date
 * and address, and forenames that are not alike, no forms of one name, and neither the other's
 * initial.
 *
 * @param forename a column of text
 * @param surname a column
 * @param birthDate a column
 * @param address columns of which at least one agrees: a postcode, a line of an address
 * @param otherName whether a single record may be the person under another name, so that only names
 *     given more than once tell two people apart
 */
public record TwinGuard(
    String forename, String surname, String birthDate, List<String> address, boolean otherName) {
  /** From this Jaro-Winkler similarity on, two forenames may be one, mistyped. */
  private static final double ALIKE = 0.8;

  public TwinGuard {
    address = List.copyOf(address);
    if (address.isEmpty()) {
      throw new IllegalArgumentException(
          "name at least one column of the address, for example address = [postcode]");
    }
  }

  /** The columns that it reads. */
  public List<String> columns() {
    var columns = new ArrayList<>(List.of(forename, surname, birthDate));
    columns.addAll(address);
    return List.copyOf(columns);
  }

  /** SQL on the pair that is true of two records which look like twins. */
  public String condition() {
    String sameAddress =
        address.stream().map(TwinGuard::same).collect(Collectors.joining(" OR ", "(", ")"));
    return same(surname)
        + " AND "
        + same(birthDate)
        + " AND "
        + sameAddress
        + """
         AND jaro_winkler_similarity(`%1$s_l`, `%1$s_r`) < %2$s
        AND NOT initial_agrees(`%1$s_l`, `%1$s_r`) AND NOT nickname_agrees(`%1$s_l`, `%1$s_r`)\
        """
            .formatted(forename, ALIKE);
  }

  private static String same(String column) {
    return "`%1$s_l` = `%1$s_r`".formatted(column);
  }
}
