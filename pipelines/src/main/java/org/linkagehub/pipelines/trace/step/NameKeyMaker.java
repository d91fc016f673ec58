package org.linkagehub.pipelines.trace.step;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.linkagehub.core.compare.Phonetic;
import org.linkagehub.pipelines.trace.record.Edition;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.record.TraceSettings.SoundexVariant;

/**
 * Makes what names are found by: Soundex, in the blocks of the edition of 2024 after spaces and
 * hyphens are taken out and the given name has been put in its normal form; the blocks of the
 * edition of 2022 take names as they are.
 *
 * <p>A name without a letter A to Z, whatever its accents, has no Soundex code and stands for
 * itself. Source: Person_ID Handbook (2024), algorithmic trace; its rules for Soundex and its
 * dictionary of names are not published.
 */
final class NameKeyMaker {
  private final boolean soundexBlocks;
  private final SoundexVariant variant;
  private final Map<String, String> givenNames;

  NameKeyMaker(TraceSettings settings) {
    this.soundexBlocks = settings.edition() == Edition.E2024;
    this.variant = settings.algorithmic().soundex();
    this.givenNames = settings.algorithmic().givenNames();
  }

  /** The keys of a cleaned name; null parts have none. */
  NameKeys of(String family, String given) {
    if (!soundexBlocks) {
      return new NameKeys(sound(family), sound(given), family, given);
    }
    String whole = joined(given);
    String normal = whole == null ? null : givenNames.getOrDefault(whole, whole);
    String familySound = sound(family);
    String givenSound = sound(given);
    String wholeFamily = joined(family);
    return new NameKeys(
        familySound,
        givenSound,
        Objects.equals(wholeFamily, family) ? familySound : sound(wholeFamily),
        Objects.equals(normal, given) ? givenSound : sound(normal));
  }

  private String sound(String name) {
    if (name == null) {
      return null;
    }
    Optional<String> code =
        variant == SoundexVariant.HW_SKIPPED
            ? Phonetic.soundex(name)
            : Phonetic.simplifiedSoundex(name);
    return code.orElse(name);
  }

  private static String joined(String name) {
    return name == null || (name.indexOf(' ') < 0 && name.indexOf('-') < 0)
        ? name
        : name.replace(" ", "").replace("-", "");
  }
}
