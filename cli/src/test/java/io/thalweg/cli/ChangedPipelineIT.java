package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start whose file has lost or gained a section since the checkpoint. */
@Timeout(240)
final class ChangedPipelineIT {
  private static final String TOPIC = "purchases";

  @TempDir private static Path directory;
  private static Shop shop;

  @BeforeAll
  static void open() throws IOException {
    shop = Shop.open(directory);
    assertThat(shop.push(shop.purchases(200, 1), TOPIC).exitCode()).isZero();
    Files.writeString(directory.resolve("past.csv"), "id,price,colour,bought\n-1,12.5,red,1\n");
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "erasure: {subject: colour} | erasures, which the file no longer has; put erasure back",
        "topics: {audit: learned} | an audit, which the file no longer has; put topics.audit back",
        "deterministic: true | a deterministic run, which the file no longer asks for; put",
        "streaming: {dedup-window: 1m} | the removal of duplicates, which the file no longer asks"
      })
  void aSectionThatIsGoneIsNamedAndNothingIsTouched(String section, String said)
      throws IOException {
    String name = section.substring(0, section.indexOf(':'));
    learn(shop.pipeline(name, TOPIC, section));

    Path without = shop.pipeline(name, TOPIC, "");
    Outcome refused = Outcome.of("run", without, "--until-end");
    assertThat(refused.exitCode()).as(refused.out()).isEqualTo(2);
    assertThat(refused.err())
        .hasLineCount(1)
        .contains(name + "-state", "has state of " + said, ", or begin anew with --fresh");

    Outcome inCluster = Outcome.of("cluster", without);
    assertThat(inCluster.exitCode()).as(inCluster.out()).isEqualTo(2);
    assertThat(inCluster.err()).isEqualTo(refused.err());

    learn(shop.pipeline(name, TOPIC, section));
  }

  @Test
  void aSectionThatIsNewIsGoneOnWithUnlessTheSourceIsAnotherOne() throws IOException {
    learn(shop.pipeline("grown", TOPIC, ""));
    learn(shop.pipeline("grown", TOPIC, "topics: {audit: learned}"));
    Path backfilled =
        shop.pipeline(
            "grown",
            TOPIC,
            "topics: {audit: learned}\nbackfill: {files: [past.csv], until: 2000-01-01T00:00:00Z}");
    Files.writeString(
        backfilled, Files.readString(backfilled).replace("id: id}", "id: id, time: id}"));
    Outcome refused = Outcome.of("run", backfilled, "--until-end");
    assertThat(refused.exitCode()).as(refused.out()).isEqualTo(2);
    assertThat(refused.err())
        .hasLineCount(1)
        .contains("the file has a backfill now; take backfill out again, or begin anew");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replay: {capacity: 500} | put replay.capacity back to 100096, or begin anew with --fresh",
        "replay: {retention: window} | put replay.retention back to reservoir, or begin anew"
      })
  void replayOfAnotherKindIsNamedByItsKey(String section, String said) throws IOException {
    String name = section.replaceAll("\\W+", "-");
    learn(shop.pipeline(name, TOPIC, ""));
    Outcome refused = Outcome.of("run", shop.pipeline(name, TOPIC, section), "--until-end");
    assertThat(refused.exitCode()).as(refused.out()).isEqualTo(2);
    assertThat(refused.err()).hasLineCount(1).contains(said);
  }

  private static void learn(Path pipeline) {
    Outcome outcome = Outcome.of("run", pipeline, "--until-end");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }
}
