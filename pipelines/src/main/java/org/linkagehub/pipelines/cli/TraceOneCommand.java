package org.linkagehub.pipelines.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.pipelines.trace.OneTrace;
import org.linkagehub.pipelines.trace.TraceConfig;
import org.linkagehub.pipelines.trace.TraceWalk;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkage trace-one CONF}. */
@Command(
    name = "trace-one",
    mixinStandardHelpOptions = true,
    description = {
      "Traces a single request and walks through it step by step in words: what was cleaned, what"
          + " each step did and why, the candidates with their scores, the answer.",
      "It shows values of records: keep its output as carefully as the records."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage trace-one conf/examples/trace.conf --request hospital:H000017",
      "  linkage trace-one conf/mine.conf -f family_name=Smith -f date_of_birth=19800517 -f gender=2",
    })
final class TraceOneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CONF", description = "The configuration file of the trace.")
  private Path configuration;

  @Option(
      names = "--request",
      paramLabel = "SOURCE:REFERENCE",
      description = "A request of an input, by the input's name and its unique_reference.")
  private String request;

  @Option(
      names = {"-f", "--field"},
      paramLabel = "FIELD=VALUE",
      description = "A field of the request, as often as needed; over those of --request.")
  private Map<String, String> fields = new LinkedHashMap<>();

  @Override
  public Integer call() {
    if (request == null && fields.isEmpty()) {
      throw usage("name a request (--request SOURCE:REFERENCE) or its fields (-f FIELD=VALUE)");
    }
    Map<RequestField, String> values = new EnumMap<>(RequestField.class);
    fields.forEach((name, value) -> values.put(field(name), value));
    int colon = request == null ? -1 : request.indexOf(':');
    if (request != null && colon < 0) {
      throw usage("--request must be SOURCE:REFERENCE, was " + request);
    }
    TraceConfig config = TraceConfig.ofFile(configuration, Clock.systemUTC());
    var one = new OneTrace(config, Sessions.open("trace-one"));
    TraceRequest sent =
        request == null
            ? TraceRequest.of(values)
            : one.request(request.substring(0, colon), request.substring(colon + 1));
    for (Map.Entry<RequestField, String> value : values.entrySet()) {
      sent = sent.with(value.getKey(), value.getValue());
    }
    spec.commandLine().getOut().print(TraceWalk.of(sent, one.clean(sent), one.trace(sent)));
    spec.commandLine().getOut().flush();
    return ExitCodes.OK;
  }

  private RequestField field(String name) {
    List<String> known = Arrays.stream(RequestField.values()).map(RequestField::column).toList();
    return RequestField.ofColumn(name)
        .orElseThrow(
            () ->
                usage(
                    "%s is no field of a request%s"
                        .formatted(name, Nearest.suggestion(name, known))));
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
