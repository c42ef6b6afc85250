package io.thalweg.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.cli.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two learners over TCP, five partitions of two topics, replay on disk: killed or not, the same
 * stream gives the same weights, to the bit.
 */
@Timeout(1200)
final class DeterministicRunIT {
  private static final int EVENTS = 12_000;
  private static final int KILLS = 3;
  private static final int RUNS = Boolean.getBoolean("thalweg.nightly") ? 20 : 2;

  @TempDir private Path directory;

  @Test
  void runsThatAreKilledThreeTimesEndInTheWeightsOfOneThatIsNot() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"))) {
      RecordedStream.write(kafka, EVENTS);
      String servers = kafka.bootstrapServers();
      RepeatedRun undisturbed = new RepeatedRun("undisturbed", directory, servers, 500);
      JsonNode expected = undisturbed.finish();
      Map<Long, String> weights = undisturbed.weightsByRound();
      assertThat(expected.get("rounds_committed").asInt()).isGreaterThan(100);
      assertThat(expected.get("events_trained").asInt()).isGreaterThan(EVENTS / 2);

      SplittableRandom random = new SplittableRandom(5);
      for (int i = 0; i < RUNS; i++) {
        RepeatedRun killed =
            new RepeatedRun("killed-" + i, directory, servers, 20 + random.nextInt(200));
        for (int kill = 0; kill < KILLS; kill++) {
          killed.killAfter(1 + random.nextInt(3));
        }
        JsonNode report = killed.finish();
        killed
            .weightsByRound()
            .forEach(
                (round, sha256) ->
                    assertThat(weights.getOrDefault(round, sha256))
                        .as("weights of round %d", round)
                        .isEqualTo(sha256));
        assertThat(report.get("model_sha256")).isEqualTo(expected.get("model_sha256"));
        assertThat(report.get("events_trained")).isEqualTo(expected.get("events_trained"));
        assertThat(report.get("prequential")).isEqualTo(expected.get("prequential"));
      }
    }
  }
}
