package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.learner.config.PipelineConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
final class KafkaLinkIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path directory;

  @Test
  void theLinkIsLostWhenTheBrokerGoesAndAtNoTimeBefore() throws Exception {
    KafkaLink link = new KafkaLink();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        KeptStream stream = KeptStream.open(kafka.bootstrapServers())) {
      PipelineConfig pipeline =
          KeptStream.pipeline(directory.resolve("work"), kafka.bootstrapServers());
      try (KeptJob job = KeptJob.start(pipeline, directory.resolve("job"), null)) {
        long began = System.nanoTime();
        await()
            .atMost(PATIENCE)
            .pollInSameThread()
            .until(
                () -> {
                  assertThat(link.isLost(job.metrics(), since(began))).isFalse();
                  return job.figures().trained() > 0;
                });
        assertThat(job.metrics().values("KafkaConsumer", "connection-count").max().orElse(0))
            .isPositive();
        kafka.close();
        await()
            .atMost(PATIENCE)
            .pollInSameThread()
            .until(() -> link.isLost(job.metrics(), since(began)));
      }
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
