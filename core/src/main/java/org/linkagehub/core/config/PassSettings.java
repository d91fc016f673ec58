package org.linkagehub.core.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Pass;

/**
 * Links by rules alone, and what is left to the model.
 *
 * @param passes in order: a pair is a link of the first that makes it; may be empty
 * @param alone whether the passes make all links, and there is no model
 * @param settled sources of which a record that a pass linked is compared no further
 */
public record PassSettings(List<Pass> passes, boolean alone, List<String> settled) {
  public PassSettings {
    passes = List.copyOf(passes);
    settled = List.copyOf(settled);
    if (alone && passes.isEmpty()) {
      throw new IllegalArgumentException(
          "alone = true needs rules, for example rules = [[nhs_number, dob]]");
    }
  }

  /** The rules of the passes. */
  public List<BlockingRule> rules() {
    return passes.stream().map(Pass::rule).toList();
  }

  /** Reads the block {@code passes}; empty if it has a problem, which the reader notes. */
  public static Optional<PassSettings> read(ConfigReader in) {
    Optional<Threshold> all = in.parsed("counts-as", Threshold::parse);
    var passes = new ArrayList<Pass>();
    var names = new HashSet<String>();
    for (ConfigReader.Value value : in.values("rules")) {
      pass(value, all)
          .ifPresent(
              pass -> {
                if (!names.add(pass.rule().name())) {
                  value.problem("has the name of an earlier pass, \"" + pass.rule().name() + "\"");
                }
                passes.add(pass);
              });
    }
    boolean alone = in.flag("alone");
    List<String> settled = in.texts("settled");
    return in.build(() -> new PassSettings(passes, alone, settled));
  }

  private static Optional<Pass> pass(ConfigReader.Value value, Optional<Threshold> all) {
    Optional<ConfigReader> block = value.block();
    if (block.isEmpty()) {
      return BlockingSettings.keysAlone(value)
          .flatMap(rule -> all.map(weight -> new Pass(rule, weight.bits())));
    }
    ConfigReader in = block.get();
    Optional<Threshold> weight =
        in.has("counts-as") ? in.parsed("counts-as", Threshold::parse) : all;
    return BlockingSettings.rule(in).flatMap(rule -> weight.map(w -> new Pass(rule, w.bits())));
  }
}
