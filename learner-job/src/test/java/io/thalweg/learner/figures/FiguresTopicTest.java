package io.thalweg.learner.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.config.FiguresSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class FiguresTopicTest {
  /** Nothing listens there. */
  private static final Map<String, String> KAFKA =
      Map.of("bootstrap.servers", "127.0.0.1:1", "ssl.key.password", "geheim", "acks", "all");

  private static final FiguresSpec SPEC =
      new FiguresSpec("m", KAFKA, "models.figures", Duration.ofSeconds(1));

  private final List<MockProducer<byte[], byte[]>> opened = new ArrayList<>();
  private final List<String> news = new ArrayList<>();
  private boolean gone;
  private long seconds;

  private final FiguresTopic topic =
      new FiguresTopic(SPEC, this::open, () -> seconds * 1_000_000_000L, news::add);

  private Producer<byte[], byte[]> open() throws TopicException {
    if (gone) {
      throw TopicException.of(
          KAFKA, "models.figures", new KafkaException("gone"), Duration.ofSeconds(5));
    }
    opened.add(
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()));
    return opened.get(opened.size() - 1);
  }

  private MockProducer<byte[], byte[]> newest() {
    return opened.get(opened.size() - 1);
  }

  /** A second goes by, and a record comes. */
  private void tick() {
    seconds++;
    topic.send(new byte[] {1});
  }

  @Test
  void recordsOfAModelHaveItsNameForAKey() {
    tick();
    tick();
    assertThat(opened).hasSize(1);
    assertThat(newest().history())
        .hasSize(2)
        .allSatisfy(
            r -> {
              assertThat(r.topic()).isEqualTo("models.figures");
              assertThat(new String(r.key(), StandardCharsets.UTF_8)).isEqualTo("m");
            });
    assertThat(news).isEmpty();
  }

  @Test
  void whatKafkaDoesNotTakeIsDroppedWithOneLineAtTheBeginningAndOneAtTheEnd() {
    tick();
    newest().completeNext();
    tick();
    newest().errorNext(new TopicAuthorizationException("models.figures"));
    gone = true;
    for (int i = 0; i < 60; i++) {
      tick();
    }
    assertThat(news).singleElement().asString().startsWith("no figures are written for now, and");
    assertThat(opened).singleElement().satisfies(p -> assertThat(p.closed()).isTrue());

    gone = false;
    for (int i = 0; i < 11; i++) {
      tick();
    }
    assertThat(opened).as("tried again within 10 s").hasSize(2);
    assertThat(news).as("nothing is taken yet").hasSize(1);
    newest().completeNext();
    tick();
    assertThat(news)
        .hasSize(2)
        .last()
        .isEqualTo("figures are written to topic 'models.figures' again");
    tick();
    assertThat(news).hasSize(2);
  }

  @Test
  void itIsTriedAgainMoreAndMoreSeldom() {
    gone = true;
    tick();
    int[] attempts = new int[1];
    FiguresTopic counted =
        new FiguresTopic(
            SPEC,
            () -> {
              attempts[0]++;
              return open();
            },
            () -> seconds * 1_000_000_000L,
            news::add);
    for (int i = 0; i < 100; i++) {
      seconds++;
      counted.send(new byte[0]);
    }
    // At 0, 1, 3, 7, 15, and then every 10 s.
    assertThat(attempts[0]).isBetween(12, 14);
  }

  @Test
  void nobodyEverWaitsForItsProducer() {
    assertThat(FiguresProducer.properties(SPEC, "p"))
        .containsEntry("bootstrap.servers", "127.0.0.1:1")
        .containsEntry(ProducerConfig.ACKS_CONFIG, "1")
        .containsEntry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500)
        .containsEntry(ProducerConfig.BUFFER_MEMORY_CONFIG, 1 << 20);
  }

  @Test
  void noSecretIsInItsLines() throws Exception {
    gone = true;
    tick();
    assertThat(news).singleElement().asString().doesNotContain("geheim").doesNotContain("\n");
  }
}
