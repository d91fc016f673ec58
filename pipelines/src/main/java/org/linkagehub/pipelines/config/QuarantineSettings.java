package org.linkagehub.pipelines.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.linkagehub.core.config.ConfigReader;

/**
 * What is done about records that cannot be linked.
 *
 * @param maxShare the largest share of an input's records that may be set aside for one reason;
 *     above it the run stops
 * @param maxRecords the largest number of an input's records that may be set aside altogether;
 *     absent: any
 * @param mandatory columns without a valid value in which a record is set aside
 * @param maxLength the most characters that a compared text may have
 */
public record QuarantineSettings(
    double maxShare, OptionalLong maxRecords, List<String> mandatory, int maxLength) {
  public QuarantineSettings {
    mandatory = List.copyOf(mandatory);
  }

  static Optional<QuarantineSettings> read(ConfigReader in) {
    double maxShare = in.number("max-share", ConfigReader.Range.SHARE);
    OptionalLong maxRecords =
        in.has("max-records")
            ? OptionalLong.of(in.whole("max-records", 0, Long.MAX_VALUE))
            : OptionalLong.empty();
    List<String> mandatory = in.texts("mandatory");
    int maxLength = (int) in.whole("max-length", 1, Integer.MAX_VALUE);
    return in.build(() -> new QuarantineSettings(maxShare, maxRecords, mandatory, maxLength));
  }
}
