package org.linkagehub.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.spark.TestSession;

/**
 * People with unusual marks in every field are linked with everything logged, and then looked for
 * in all that was written and said outside the tables of data.
 */
@Tag("slow")
class PersonalDataIT {
  /** Every text of the input has {@code qzx}, every date a year that nothing else has. */
  private static final Pattern MARK =
      Pattern.compile(
          "qzx|zq\\d|18(87|88)-?(0[1-9]|1[0-2])-?\\d\\d|\\d\\d/\\d\\d/18(87|88)|\\b93(11|22)\\d{6}\\b",
          Pattern.CASE_INSENSITIVE);

  /** Tables that hold records or values of records: they are the result. */
  private static final Set<String> DATA =
      Set.of(
          "records",
          "quarantine",
          "excluded",
          "term_frequencies",
          "links",
          "rejected_pairs",
          "components",
          "clusters",
          "cuts");

  @TempDir Path folder;

  private final SparkSession spark = TestSession.spark();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Queue<String> found = new ConcurrentLinkedQueue<>();
  private final AtomicLong logged = new AtomicLong();

  /** Logs as {@code scripts/linkage} does, but everything. */
  @BeforeEach
  void logEverything() {
    spark
        .createDataset(List.of("9311000001", "9311000002"), Encoders.STRING())
        .toDF("nhs")
        .write()
        .format("delta")
        .save(folder.resolve("objections").toString());
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Configurator.reconfigure(Launcher.ROOT.resolve("scripts/log4j2.properties").toUri());
    LoggerConfig root = context.getConfiguration().getRootLogger();
    Appender console = root.getAppenders().get("stderr");
    root.removeAppender("stderr");
    var search =
        new AbstractAppender("search", null, null, false, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            logged.incrementAndGet();
            look("log of " + event.getLoggerName(), console.getLayout().toSerializable(event));
          }
        };
    search.start();
    root.addAppender(search, Level.ALL, null);
    root.setLevel(Level.DEBUG);
    context.updateLoggers();
  }

  @AfterEach
  void logAsTestsDo() throws Exception {
    Configurator.reconfigure(PersonalDataIT.class.getResource("/log4j2.properties").toURI());
  }

  private void look(String where, Object text) {
    Matcher marks = MARK.matcher(String.valueOf(text));
    if (marks.find() && found.size() < 20) {
      String all = String.valueOf(text);
      found.add(
          where
              + ": …"
              + all.substring(
                  Math.max(0, marks.start() - 300), Math.min(all.length(), marks.end() + 60)));
    }
  }

  @Test
  void reachNoLogNoManifestNoMeasureAndNoSummary() throws IOException {
    assertEquals(ExitCodes.OK, run("run", conf(""), "--output", output()), said());
    assertTrue(logged.get() > 1000, "logged " + logged.get());
    look("standard output", out);
    look("standard error", err);
    int files = lookAtFiles();
    int tables = lookAtTables();
    assertEquals(List.of(), List.copyOf(found));
    assertTrue(files >= 5 && tables >= 12, files + " files, " + tables + " tables");
  }

  @Test
  void reachNoWordAboutAFailure() throws IOException {
    for (String derived :
        List.of("cast(surname AS INT)", "cast(raise_error(concat('no ', surname)) AS INT)")) {
      String conf = conf("derive { n = \"" + derived + "\" }");
      assertEquals(ExitCodes.FAILED, run("run", conf, "--debug", "--output", output()), said());
      assertTrue(err.toString().contains("\tat org.linkagehub"), said());
      assertTrue(err.toString().contains("stage standardise failed: Spark error "), said());
      look("standard error", err);
      lookAtFiles();
      assertEquals(ExitCodes.OK, run("show", "last", "--output", output()));
      look("show", out);
      assertEquals(List.of(), List.copyOf(found));

      // The message is there: the search would have found it.
      run("run", conf, "--debug-values", "--output", output());
      look("standard error", err);
      assertEquals(1, found.size(), derived);
      found.clear();
    }
  }

  @Test
  void reachNoWordAboutABadInput() throws IOException {
    Files.writeString(
        folder.resolve("people.csv"), "Abqzx,Cdqzx,1887-01-02\nEfqzx,Ghqzx,1888-01-02\n");
    assertEquals(ExitCodes.USAGE, run("run", conf(""), "--debug", "--output", output()));
    look("standard error", err);
    Files.createDirectories(folder.resolve("many.csv"));
    Files.writeString(folder.resolve("many.csv/a.csv"), HEADER + "1,Abqzx,Cdqzx\n");
    Files.writeString(folder.resolve("many.csv/b.csv"), "2,Abqzx,Cdqzx,1887-01-02,x,x,x,x\n");
    Path many = Path.of(conf(""));
    Files.writeString(many, Files.readString(many).replace("people.csv", "many.csv"));
    assertEquals(
        ExitCodes.FAILED, run("run", many.toString(), "--debug", "--output", output()), said());
    assertTrue(err.toString().contains("have different headers"), said());
    look("standard error", err);
    assertEquals(List.of(), List.copyOf(found));
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private String said() {
    return err.toString().lines().filter(line -> !line.contains("\tat ")).limit(12).toList() + "";
  }

  private String output() {
    return folder.resolve("out").toString();
  }

  /** Searches all files but those that hold the rows of Delta tables. */
  private int lookAtFiles() throws IOException {
    int files = 0;
    try (Stream<Path> all = Files.walk(folder.resolve("out"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".parquet")) {
          files++;
          look(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }

  /** Searches the rows of all tables that tell of the records but hold none. */
  private int lookAtTables() throws IOException {
    var tables = new ArrayList<Path>();
    try (Stream<Path> all = Files.walk(folder.resolve("out"), 3)) {
      all.filter(f -> Files.exists(f.resolve("_delta_log")))
          .filter(f -> !DATA.contains(f.getFileName().toString()))
          .forEach(tables::add);
    }
    for (Path table : tables) {
      spark
          .read()
          .format("delta")
          .load(table.toString())
          .toJSON()
          .collectAsList()
          .forEach(row -> look(table.toString(), row));
    }
    return tables.size();
  }

  private static final String HEADER =
      "id,first_name,surname,dob,postcode,nhs_number,notes,person,opt_out\n";

  private static String name(int person, int salt) {
    int draw = Math.floorMod((person * 31 + salt) * 0x9E3779B9, 1 << 20);
    var name = new StringBuilder();
    for (int i = 0; i < 4; i++, draw >>= 5) {
      name.append((char) ('a' + draw % 26)).append("eiou".charAt(draw / 4 % 4));
    }
    return name + "qzx";
  }

  private String conf(String more) throws IOException {
    var people = new StringBuilder(HEADER);
    for (int i = 0; i < 240; i++) {
      int person = i % 120;
      boolean second = i >= 120;
      people.append(
          "idqzx%d,%s,%s,%s,ZQ%d 4XJ,93%s%06d,noted qzx %d,personqzx%d,%s\n"
              .formatted(
                  i,
                  name(person, 1),
                  second && person % 7 == 0 ? "x" + name(person, 2) : name(person, 2),
                  person % 5 == 0 && second
                      ? "%02d/%02d/1887".formatted(person % 28 + 1, person % 12 + 1)
                      : "1887-%02d-%02d".formatted(person % 12 + 1, person % 28 + 1),
                  person % 99 + 1,
                  second ? "22" : "11",
                  person,
                  i,
                  person,
                  i % 40 == 3 ? "y" : ""));
    }
    people.append("idqzx900,Shortqzx\n");
    people.append(",Noidqzx,Noidqzx,1888-01-01,ZQ1 4XJ,,,,\n");
    people.append("idqzx901,Twiceqzx,Twiceqzx,1888-01-01,ZQ1 4XJ,,,,\n".repeat(2));
    people.append("idqzx902,Wrongqzx,Wrongqzx,the year 1888-01-0,ZQ1 4XJ,,,,\n");
    Path file = folder.resolve("people.csv");
    if (!Files.exists(file)) {
      Files.writeString(file, people.toString());
    }
    return Files.writeString(
            folder.resolve("people.conf"),
            """
            linkage {
              name = people
              inputs = [{ name = people, path = "%s", format = csv, id = id }]
              exclusions = [
                { reason = opted_out, flag = opt_out }
                { reason = objected, ids { path = "%s/objections", id = nhs }, column = nhs_number }
              ]
              quarantine.mandatory = [surname]
              comparisons = [
                { template = name, column = first_name }
                { template = name, column = surname }
                { template = date_of_birth, column = dob }
                { template = postcode, column = postcode }
              ]
              blocking.rules = [[surname], [dob], [postcode]]
              training.prior.deterministic-rules = [[first_name, surname, dob]]
              evaluation.true-person = person
              %s
            }
            """
                .formatted(file, folder, more))
        .toString();
  }
}
