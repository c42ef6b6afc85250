package io.thalweg.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.cli.explain.EventInputs;
import io.thalweg.cli.explain.ExplanationText;
import io.thalweg.cli.explain.ModelClient;
import io.thalweg.cli.terminal.CommandException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg explain}: what a model's features contribute. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    header = "Ask a server what each feature contributes to its answer.",
    description = {
      "%nShares the difference between the answer for one event and the mean answer for recent"
          + " traffic out among the features. With --importance, says which features count over"
          + " that traffic. The token in "
          + ModelClient.TOKEN
          + " is sent, if there is one.%n"
    })
public final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "The model.")
  private String model = "";

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "The server (default: ${DEFAULT-VALUE}).")
  private String server = "";

  @Option(
      names = "--model-version",
      paramLabel = "VERSION",
      description = "A number or an alias (default: the version that answers).")
  private @Nullable String version;

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  private static final class What {
    @Option(
        names = "--event",
        paramLabel = "JSON",
        required = true,
        description = "The event, an object with the values of the model's inputs.")
    private @Nullable String event;

    @Option(
        names = "--importance",
        required = true,
        description = "No event: which features count over recent traffic.")
    private boolean importance;
  }

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description =
          "shapley (default: exact where that is possible), linear, exact, permutation or lime.")
  private @Nullable String method;

  @Option(
      names = "--output",
      paramLabel = "NAME",
      description = "An output of the model, such as logits (default: the head's).")
  private @Nullable String output;

  @Option(
      names = "--column",
      paramLabel = "COLUMN",
      description = "A class or label of it (default: the one with the highest score).")
  private @Nullable String column;

  @Option(
      names = "--budget",
      paramLabel = "N",
      description = "Evaluations of the model at most (default: the server's).")
  private @Nullable Integer budget;

  @Option(names = "--seed", paramLabel = "N", description = "Of what is drawn at random.")
  private @Nullable Long seed;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "20",
      description = "Show so many features (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(names = "--json", description = "Print the server's answer as it is.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (top < 1) {
      throw new CommandException("--top must be above 0; say --top 20");
    }
    ModelClient client = new ModelClient(address(), model, version);
    if (what.importance) {
      JsonNode answer = client.importance(parameters());
      print(answer, ExplanationText.ofModel(answer, top));
      return 0;
    }
    EventInputs inputs = EventInputs.of(String.valueOf(what.event), client.metadata());
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("inputs", inputs.inputs());
    body.set("parameters", parameters());
    JsonNode answer = client.explain(body);
    print(answer, ExplanationText.ofRow(answer, top));
    if (!json && !inputs.unread().isEmpty()) {
      System.out.println("no inputs of the model: " + String.join(", ", inputs.unread()));
    }
    return 0;
  }

  private void print(JsonNode answer, List<String> lines) {
    if (json) {
      System.out.println(answer.toPrettyString());
    } else {
      lines.forEach(System.out::println);
    }
  }

  private URI address() {
    try {
      URI uri = URI.create(server);
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new CommandException(
        "--server is %s; say a URL such as http://127.0.0.1:8080".formatted(server));
  }

  private ObjectNode parameters() {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    if (method != null) {
      out.put("method", method);
    }
    if (output != null) {
      out.put("output", output);
    }
    if (column != null) {
      out.put("column", column);
    }
    if (budget != null) {
      out.put("budget", budget);
    }
    if (seed != null) {
      out.put("seed", seed);
    }
    return out;
  }
}
