package org.linkagehub.core.spark.functions;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.compare.EmailAddress;
import org.linkagehub.core.compare.NameTokens;
import org.linkagehub.core.compare.NhsNumbers;
import org.linkagehub.core.compare.Nicknames;
import org.linkagehub.core.compare.Phonetic;
import org.linkagehub.core.compare.Postcode;

/**
 * What generated code calls for names and for what identifies a person. Arguments are never null;
 * the answer is null where there is none.
 */
public final class NameFunctions {
  private NameFunctions() {}

  public static UTF8String soundex(UTF8String name) {
    return text(Phonetic.soundex(name.toString()));
  }

  public static UTF8String doubleMetaphone(UTF8String name) {
    return text(Phonetic.doubleMetaphone(name.toString()));
  }

  public static ArrayData doubleMetaphoneCodes(UTF8String name) {
    List<String> codes = Phonetic.doubleMetaphoneCodes(name.toString());
    return codes.isEmpty() ? null : array(codes);
  }

  public static UTF8String nysiis(UTF8String name) {
    return text(Phonetic.nysiis(name.toString()));
  }

  public static UTF8String matchRating(UTF8String name) {
    return text(Phonetic.matchRating(name.toString()));
  }

  public static boolean matchRatingAgrees(UTF8String left, UTF8String right) {
    return Phonetic.matchRatingAgrees(left.toString(), right.toString());
  }

  public static boolean nicknameAgrees(UTF8String left, UTF8String right) {
    return nicknameAgrees(left, right, Nicknames.builtIn());
  }

  public static boolean nicknameAgrees(UTF8String left, UTF8String right, Nicknames table) {
    return table.agree(left.toString(), right.toString());
  }

  public static ArrayData nicknameGroups(UTF8String name) {
    return nicknameGroups(name, Nicknames.builtIn());
  }

  public static ArrayData nicknameGroups(UTF8String name, Nicknames table) {
    return array(table.groups(name.toString()));
  }

  public static boolean tokensSame(UTF8String left, UTF8String right) {
    return NameTokens.same(left.toString(), right.toString());
  }

  public static int tokensShared(UTF8String left, UTF8String right) {
    return NameTokens.shared(left.toString(), right.toString());
  }

  public static double tokenOverlap(UTF8String left, UTF8String right) {
    return NameTokens.overlap(left.toString(), right.toString());
  }

  public static double tokenJaccard(UTF8String left, UTF8String right) {
    return NameTokens.jaccard(left.toString(), right.toString());
  }

  public static double tokenSimilarity(UTF8String left, UTF8String right) {
    return NameTokens.similarity(left.toString(), right.toString());
  }

  public static boolean initialAgrees(UTF8String left, UTF8String right) {
    return NameTokens.initialAgrees(left.toString(), right.toString());
  }

  public static UTF8String postcodeArea(UTF8String postcode) {
    return text(Postcode.area(postcode.toString()));
  }

  public static UTF8String postcodeDistrict(UTF8String postcode) {
    return text(Postcode.district(postcode.toString()));
  }

  public static UTF8String postcodeSector(UTF8String postcode) {
    return text(Postcode.sector(postcode.toString()));
  }

  public static boolean postcodeOneCharacterOff(UTF8String left, UTF8String right) {
    return Postcode.oneCharacterOff(left.toString(), right.toString());
  }

  public static boolean nhsNumberOneDigitDifferent(UTF8String left, UTF8String right) {
    return NhsNumbers.oneDigitDifferent(left.toString(), right.toString());
  }

  public static boolean nhsNumberTwoDigitsTransposed(UTF8String left, UTF8String right) {
    return NhsNumbers.twoDigitsTransposed(left.toString(), right.toString());
  }

  public static UTF8String emailUsername(UTF8String address) {
    return text(EmailAddress.username(address.toString()));
  }

  public static UTF8String emailDomain(UTF8String address) {
    return text(EmailAddress.domain(address.toString()));
  }

  private static UTF8String text(Optional<String> text) {
    return text.map(UTF8String::fromString).orElse(null);
  }

  private static ArrayData array(List<String> values) {
    return new GenericArrayData(values.stream().map(UTF8String::fromString).toArray());
  }
}
