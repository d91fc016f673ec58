package org.linkagehub.qa.synthetic;

/**
 * Ten-digit NHS numbers for generated people: each valid (modulus 11), each given once, all between
 * 9000000000 and 9999999999, which are not issued to anyone.
 *
 * <p>The check digit is 11 less the remainder, modulus 11, of the first nine digits weighted 10 to
 * 2; 11 becomes 0 and 10 makes the number unusable. Source: NHS Data Model and Dictionary, NHS
 * NUMBER. For each eight-digit beginning at least nine of the ten next digits are usable, so the
 * i-th number is found without trying.
 */
final class NhsNumbers {
  /** Beginnings 90000001 to 99999998: the first and last hold well-known dummies. */
  private static final long FIRST_BEGINNING = 90_000_001L;

  private static final long BEGINNINGS = 9_999_998L;

  /** How many different numbers there are. */
  static final long COUNT = BEGINNINGS * 9;

  private static final int HALF_BITS = 14;
  private static final long HALF_MASK = (1L << HALF_BITS) - 1;

  private NhsNumbers() {}

  /**
   * The number with the given place in the seed's order; different places give different numbers.
   *
   * @param place from 0 to {@link #COUNT} - 1
   */
  static String at(long seed, long place) {
    if (place < 0 || place >= COUNT) {
      throw new IllegalArgumentException(
          "there are %d generated NHS numbers, number %d was asked for".formatted(COUNT, place));
    }
    long shuffled = place;
    do { // a permutation of the 28-bit numbers, walked until it falls among those that we use
      shuffled = permute(seed, shuffled);
    } while (shuffled >= COUNT);
    return number(FIRST_BEGINNING + shuffled / 9, (int) (shuffled % 9));
  }

  /** The check digit of nine digits, or 10 where there is none. */
  static int checkDigit(String nineDigits) {
    int sum = 0;
    for (int i = 0; i < 9; i++) {
      sum += (nineDigits.charAt(i) - '0') * (10 - i);
    }
    int check = 11 - sum % 11;
    return check == 11 ? 0 : check;
  }

  static boolean isValid(String number) {
    return number.length() == 10
        && number.chars().allMatch(c -> c >= '0' && c <= '9')
        && checkDigit(number) == number.charAt(9) - '0';
  }

  private static String number(long beginning, int usable) {
    int weighted = 0; // the sum over the first eight digits
    long rest = beginning;
    for (int weight = 3; weight <= 10; weight++) {
      weighted += (int) (rest % 10) * weight;
      rest /= 10;
    }
    int left = usable;
    for (int digit = 0; digit < 10; digit++) {
      int check = 11 - (weighted + 2 * digit) % 11;
      if (check != 10 && left-- == 0) {
        return Long.toString((beginning * 10 + digit) * 10 + check % 11);
      }
    }
    throw new IllegalStateException("fewer than nine usable digits after " + beginning);
  }

  /** Four Feistel rounds: any round function makes a bijection. */
  private static long permute(long seed, long value) {
    long left = value >>> HALF_BITS;
    long right = value & HALF_MASK;
    for (int round = 0; round < 4; round++) {
      long next = left ^ (HashRandom.mix(seed + right * 31 + round) & HALF_MASK);
      left = right;
      right = next;
    }
    return left << HALF_BITS | right;
  }
}
