package org.linkagehub.pipelines.doctor;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.linkagehub.pipelines.summary.Figures;

/**
 * What the driver's virtual machine has.
 *
 * @param java its version, for example {@code 17.0.12+7}
 * @param javaFeature the first number of that
 * @param javaHome where it is
 * @param heapBytes the most that its heap may take
 * @param memoryBytes of the machine or container
 * @param processors that it may use
 * @param master of Spark
 * @param cores that Spark counts on, those of all executors
 */
record Machine(
    String java,
    int javaFeature,
    String javaHome,
    long heapBytes,
    long memoryBytes,
    int processors,
    String master,
    int cores) {
  private static final long MIB = 1L << 20;

  /** Below it Spark itself hardly starts: it keeps 300 MiB, and asks for half as much again. */
  private static final long LEAST_HEAP = 512 * MIB;

  /** The demo and the sets of a few thousand records run in it; more is spilled to disk. */
  private static final long GOOD_HEAP = 2048 * MIB;

  /** The virtual machine needs memory beside its heap. */
  private static final double MOST_OF_MEMORY = 0.9;

  private static final List<Integer> JAVA = List.of(17, 21);
  private static final int LAST_JAVA = 23;

  static Machine ofThis(String master, int cores) {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        Runtime.version().toString(),
        Runtime.version().feature(),
        System.getProperty("java.home"),
        Runtime.getRuntime().maxMemory(),
        system.getTotalMemorySize(),
        Runtime.getRuntime().availableProcessors(),
        master,
        cores);
  }

  List<Finding> findings() {
    return List.of(ofJava(), ofMemory(), ofCores());
  }

  private Finding ofJava() {
    String found = java + " in " + javaHome;
    String wanted = "take Java 17 or 21, and set JAVA_HOME to its folder";
    if (JAVA.contains(javaFeature)) {
      return Finding.ok("java", found);
    }
    return javaFeature > JAVA.get(0) && javaFeature <= LAST_JAVA
        ? Finding.warn("java", found + ", which Spark is not tested on", wanted)
        : Finding.mend("java", found + ", which Spark does not run on", wanted);
  }

  private Finding ofMemory() {
    String found =
        "%s of heap for the driver, of %s"
            .formatted(Figures.bytes((double) heapBytes), Figures.bytes((double) memoryBytes));
    String more = "give more: --driver-memory 4g, or LINKAGE_MEMORY=4g";
    if (heapBytes < LEAST_HEAP) {
      return Finding.mend("memory", found, more);
    }
    if (heapBytes > MOST_OF_MEMORY * memoryBytes) {
      return Finding.warn(
          "memory",
          found + ", so that nothing is left for what is not heap",
          "give less (--driver-memory), or the system may end the run without a word");
    }
    return heapBytes < GOOD_HEAP
        ? Finding.warn("memory", found + ", enough for some thousand records", more)
        : Finding.ok("memory", found);
  }

  private Finding ofCores() {
    String found = "%d for Spark (%s), %d on this machine".formatted(cores, master, processors);
    if (cores < 2) {
      return Finding.warn(
          "cores", found, "let Spark have more: --master 'local[*]', or --executor-cores");
    }
    return master.startsWith("local") && cores > processors
        ? Finding.warn("cores", found + ": tasks wait for one another", "take --master 'local[*]'")
        : Finding.ok("cores", found);
  }
}
