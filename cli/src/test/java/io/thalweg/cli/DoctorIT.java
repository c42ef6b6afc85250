package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is found on this machine, and of a pipeline with and without what it needs. */
@Timeout(120)
final class DoctorIT {
  @TempDir private static Path directory;
  private static Shop shop;
  private static Path pipeline;

  @BeforeAll
  static void open() {
    shop = Shop.open(directory);
    pipeline = directory.resolve("sea.yaml");
    Outcome made =
        Outcome.of(
            "generate",
            "sea",
            "--count",
            100,
            "--bootstrap-servers",
            shop.bootstrapServers(),
            "--pipeline",
            pipeline);
    assertThat(made.exitCode()).as(made.err()).isZero();
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void aMachineThatRunsTheseTestsIsFit() {
    Outcome outcome = Outcome.of("doctor");
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(outcome.out().lines())
        .allMatch(line -> line.matches("(ok   |note ) \\S+ +\\S.*"))
        .anyMatch(line -> line.startsWith("ok    replay        RocksDB"))
        .anyMatch(line -> line.startsWith("ok    predictions   ONNX Runtime 1."))
        .anyMatch(line -> line.matches("ok    gradients +(own|djl-pytorch) .*64 rows"));
  }

  @Test
  void aPipelineThatCanStartHasNothingBad() throws IOException {
    Outcome outcome = Outcome.of("doctor", pipeline);
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(outcome.out())
        .contains("topics        sea on " + shop.bootstrapServers() + ": 1 partitions")
        .contains("about 100 records")
        .contains("; begins anew");
    assertThat(Outcome.of("models", "list", "--pipeline", pipeline).out())
        .as("nothing was made on the broker or in the store")
        .doesNotContain("sea");
  }

  @Test
  void aTopicThatIsNotThereIsTheOnlyBadThing() throws IOException {
    Path other = changed("topic: sea", "topic: see");
    Outcome outcome = Outcome.of("doctor", other);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(bad(outcome))
        .singleElement()
        .asString()
        .startsWith("bad   topics        topic 'see'")
        .contains("sea");
  }

  @Test
  void aPortThatIsTakenIsTheOnlyBadThing() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path other = directory.resolve("taken.yaml");
      Files.writeString(
          other, Files.readString(pipeline) + "\nserving: {port: " + taken.getLocalPort() + "}\n");
      Outcome outcome = Outcome.of("doctor", other);
      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(bad(outcome))
          .singleElement()
          .asString()
          .contains("port")
          .contains("127.0.0.1:" + taken.getLocalPort())
          .contains("serving.port");
    }
  }

  /** By the shell that it is for. */
  @Test
  void bashCompletesCommandsByWhatIsPrinted() throws Exception {
    Path script = directory.resolve("completion.sh");
    Files.writeString(script, Outcome.of("completion").out());
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source \"$1\"; complete -p thalweg; COMP_WORDS=(thalweg doc); COMP_CWORD=1;"
                    + " _complete_thalweg; echo \"${COMPREPLY[@]}\"",
                "bash",
                script.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(said.lines())
        .containsExactly("complete -o default -F _complete_thalweg thalweg", "doctor");
  }

  private static List<String> bad(Outcome outcome) {
    return outcome.out().lines().filter(line -> line.startsWith("bad")).toList();
  }

  private static Path changed(String from, String to) throws IOException {
    String text = Files.readString(pipeline);
    assertThat(text).contains(from);
    return Files.writeString(directory.resolve("changed.yaml"), text.replace(from, to));
  }
}
