package io.thalweg.cli;

import static io.thalweg.cli.UserErrorsTest.assertMistake;
import static io.thalweg.cli.UserErrorsTest.assertOneLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.embedded.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes that only show once a broker is asked. */
@Timeout(60)
final class UserErrorsIT {
  @TempDir private static Path directory;
  private static Shop shop;

  @BeforeAll
  static void open() throws IOException {
    shop = Shop.open(directory);
    shop.push(shop.purchases(10, 1), "purchases");
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void aTopicThatIsMissingNamesTheNearestOne() throws IOException {
    Path pipeline = shop.pipeline("missing", "purchases", "");
    replace(pipeline, "topic: purchases", "topic: purchase");
    assertMistake(
        Outcome.of("run", pipeline),
        "topic 'purchase' is not on %s; did you mean 'purchases'?"
            .formatted(shop.bootstrapServers()));
  }

  @Test
  void aTopicOfDeadLettersThatIsMissingNamesTheNearestOne() {
    assertMistake(
        Outcome.of("dlq", "show", "purchase", "--bootstrap-servers", shop.bootstrapServers()),
        "topic 'purchase' is not on %s; did you mean 'purchases'?"
            .formatted(shop.bootstrapServers()));
  }

  @Test
  void aFeatureThatTheSchemaLacksNamesTheNearestField() throws IOException {
    Path pipeline = shop.pipeline("feature", "purchases", "");
    replace(pipeline, "name: price", "name: pryce");
    Outcome outcome = Outcome.of("run", pipeline);
    assertThat(outcome.err())
        .contains("purchases.avsc has no field 'pryce'")
        .contains("did you mean 'price'?");
    assertOneLine(outcome);
  }

  @Test
  void aLabelThatIsNotANumberSaysWhatItIs() throws IOException {
    Path pipeline = shop.pipeline("label", "purchases", "");
    replace(pipeline, "  - {name: colour, type: categorical, buckets: 16}\n", "");
    replace(pipeline, "field: bought", "field: colour");
    Outcome outcome = Outcome.of("run", pipeline);
    assertThat(outcome.err()).contains("field 'colour' is string, want");
    assertOneLine(outcome);
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Path pipeline = shop.pipeline("port", "purchases", "serving: {port: %d}".formatted(port));
      Outcome outcome = Outcome.of("run", pipeline);
      assertThat(outcome.err())
          .startsWith(
              "thalweg: cannot listen on 127.0.0.1:%d: Address already in use; ".formatted(port))
          .endsWith(
              "; end what listens there, or choose another with serving.port or"
                  + " serving.admin-port\n");
      assertOneLine(outcome);
    }
  }

  @Test
  void aLineThatDoesNotFitIsNamedWithWhatWasPushedBefore() throws IOException {
    Path csv = Files.writeString(directory.resolve("bad.csv"), "price\n1.5\n2.5\ncheap\n");
    Path schema =
        Files.writeString(
            directory.resolve("bad.avsc"),
            """
            {"type": "record", "name": "P", "fields": [{"name": "price", "type": "double"}]}
            """);
    Outcome outcome =
        Outcome.of(
            "push",
            csv,
            "--topic",
            "bad",
            "--schema",
            schema,
            "--bootstrap-servers",
            shop.bootstrapServers());
    assertThat(outcome.err())
        .contains("bad.csv", "4", "'cheap'", "2 records before it are in topic 'bad'")
        .contains("mend the line, or skip bad lines (--skip-bad-lines)");
    assertOneLine(outcome);
  }

  @Test
  void aBrokerThatIsNotThereIsSaidWithinSeconds() throws IOException {
    Path pipeline = shop.pipeline("nobody", "purchases", "");
    String nobody = "127.0.0.1:" + FreePort.find();
    replace(pipeline, shop.bootstrapServers(), nobody);
    long started = System.nanoTime();
    Outcome outcome = Outcome.of("run", pipeline);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(20));
    assertMistake(
        outcome, "Kafka at %s did not answer within 15 s; is it running there?".formatted(nobody));
  }

  private static void replace(Path file, String what, String with) throws IOException {
    Files.writeString(file, Files.readString(file).replace(what, with));
  }
}
