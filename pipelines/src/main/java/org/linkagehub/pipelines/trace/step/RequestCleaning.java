package org.linkagehub.pipelines.trace.step;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.linkagehub.core.standardise.NhsNumberRules;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.record.TraceSettings.NumberCheck;
import org.linkagehub.pipelines.trace.record.TraceSettings.RequestRules;

/**
 * Cleans requests as Spine does it, and values of the index in the same way so that they can be
 * compared.
 *
 * <p>Names are put in upper case, and the characters {@value #STRIPPED} are taken out of every
 * value but the local and internal ids, telephone numbers and the e-mail address. Apostrophe,
 * comma, hyphen, quote, plus and star stay. Source: Person_ID Handbook for HES users, section 3.2;
 * the shape of postcodes: NHS England's Reusable Code Library.
 */
public final class RequestCleaning {
  /** The characters that are taken out. */
  static final String STRIPPED = "!$%&()[]{}=:;#~@|<>.?/_\\£";

  private static final int DIGITS = 10;
  private static final int INWARD = 3;
  private static final Pattern POSTCODE =
      Pattern.compile("[A-Z]{1,2}[0-9][A-Z0-9]?\\s*[0-9][A-Z]{2}");
  private static final List<RequestField> ADDRESS =
      List.of(
          RequestField.ADDRESS_LINE1,
          RequestField.ADDRESS_LINE2,
          RequestField.ADDRESS_LINE3,
          RequestField.ADDRESS_LINE4,
          RequestField.ADDRESS_LINE5);

  private final RequestRules rules;
  private final LocalDate today;
  private final NameKeyMaker keys;

  public RequestCleaning(TraceSettings settings) {
    this.rules = settings.request();
    this.today = settings.asAt();
    this.keys = new NameKeyMaker(settings);
  }

  /** The request as the steps see it. */
  public Query clean(TraceRequest request) {
    String family = name(request.value(RequestField.FAMILY_NAME));
    String given = name(request.value(RequestField.GIVEN_NAME));
    PartialDate asAt = PartialDate.of(stripped(request.value(RequestField.AS_AT_DATE)));
    return new Query(
        request,
        number(request.value(RequestField.NHS_NO)),
        family,
        given,
        name(request.value(RequestField.OTHER_GIVEN_NAME)),
        gender(request.value(RequestField.GENDER)),
        birth(request.value(RequestField.DATE_OF_BIRTH)),
        requestPostcode(request.value(RequestField.POSTCODE)),
        PartialDate.of(stripped(request.value(RequestField.DATE_OF_DEATH))),
        address(ADDRESS.stream().map(request::value).toList()),
        upper(request.value(RequestField.GP_PRACTICE_CODE)),
        asAt != null && asAt.isFull() ? asAt.date() : today,
        keys.of(family, given));
  }

  /** What is left of a value; null where nothing is. */
  static String stripped(String value) {
    if (value == null) {
      return null;
    }
    for (int i = 0; i < value.length(); i++) {
      if (STRIPPED.indexOf(value.charAt(i)) >= 0) {
        return withoutStripped(value);
      }
    }
    String trimmed = value.strip();
    return trimmed.isEmpty() ? null : trimmed;
  }

  private static String withoutStripped(String value) {
    StringBuilder kept = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      if (STRIPPED.indexOf(value.charAt(i)) < 0) {
        kept.append(value.charAt(i));
      }
    }
    String trimmed = kept.toString().strip();
    return trimmed.isEmpty() ? null : trimmed;
  }

  /** A name as it is compared. */
  String name(String value) {
    return rules.upperCaseNames() ? upper(value) : stripped(value);
  }

  static String upper(String value) {
    String stripped = stripped(value);
    return stripped == null ? null : stripped.toUpperCase(Locale.ROOT);
  }

  /** The lines in one, parted by single spaces; null where there are none. */
  static String address(List<String> lines) {
    StringBuilder whole = new StringBuilder();
    for (String line : lines) {
      String clean = upper(line);
      if (clean != null) {
        whole.append(whole.isEmpty() ? "" : " ").append(clean);
      }
    }
    return whole.isEmpty() ? null : whole.toString();
  }

  /** A postcode with its space where it belongs, if that is to be mended. */
  String postcode(String value) {
    String clean = upper(value);
    if (clean == null || !rules.mendPostcodeSpace()) {
      return clean;
    }
    String solid = withoutSpaces(clean);
    return POSTCODE.matcher(solid).matches()
        ? solid.substring(0, solid.length() - INWARD)
            + " "
            + solid.substring(solid.length() - INWARD)
        : clean;
  }

  private String requestPostcode(String value) {
    String clean = postcode(value);
    return clean != null && rules.blankBadPostcodes() && !POSTCODE.matcher(clean).matches()
        ? null
        : clean;
  }

  private static String withoutSpaces(String value) {
    StringBuilder solid = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      if (!Character.isWhitespace(value.charAt(i))) {
        solid.append(value.charAt(i));
      }
    }
    return solid.toString();
  }

  /** 0, 1, 2 or 9; null for anything else. */
  static String gender(String value) {
    String clean = stripped(value);
    return clean != null && clean.length() == 1 && "0129".contains(clean) ? clean : null;
  }

  private PartialDate birth(String value) {
    PartialDate birth = PartialDate.of(stripped(value));
    return birth != null && birth.mayLieBetween(rules.earliestBirth(), rules.latestBirth())
        ? birth
        : null;
  }

  private String number(String value) {
    String clean = stripped(value);
    return clean != null && isValid(clean, rules.numberCheck()) ? clean : null;
  }

  /** Whether a text is an NHS number. */
  static boolean isValid(String text, NumberCheck check) {
    if (text.length() != DIGITS) {
      return false;
    }
    for (int i = 0; i < DIGITS; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return switch (check) {
      case DIGITS -> true;
      case MODULUS_11 -> NhsNumberRules.passesModulus11(text);
      case NO_SENTINELS -> NhsNumberRules.passesModulus11(text) && !NhsNumberRules.isSentinel(text);
    };
  }
}
