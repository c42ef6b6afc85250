package io.thalweg.ingestion.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.schemas.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class LetterReplayTest {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final LetterReplay replay = new LetterReplay(producer, Map.of("events", 4));

  @Test
  void aLetterGoesBackAsItCameAndSaysWhichOneItWas() throws Exception {
    replay.send(letter(3));
    producer.completeNext();
    assertThat(replay.finish()).isOne();

    ProducerRecord<byte[], byte[]> sent = producer.history().get(0);
    assertThat(sent.topic()).isEqualTo("events");
    assertThat(sent.partition()).isEqualTo(3);
    assertThat(sent.key()).isEqualTo(Letters.KEY);
    assertThat(sent.value()).isEqualTo(Letters.VALUE);
    assertThat(sent.headers()).hasSize(1);
    byte[] from = sent.headers().lastHeader(DeadLetterHeaders.REPLAYED_FROM).value();
    assertThat(new String(from, StandardCharsets.UTF_8)).isEqualTo("dead/0@7");
  }

  @Test
  void headersThatNameASchemaGoBackWithIt() throws Exception {
    replay.send(Letters.framed(new byte[] {0, 0, 0, 0, 9}));
    assertThat(producer.history().get(0).headers().lastHeader("__value_schema_id").value())
        .containsExactly(0, 0, 0, 0, 9);
    assertThat(producer.history().get(0).headers()).hasSize(2);
  }

  @Test
  void aRowOfAFileCameFromNoTopic() {
    assertThat(letter(0).origin().orElseThrow().isOfFile()).isFalse();
    assertThat(letter(0).origin().orElseThrow().place()).isEqualTo("events/0@9");
    StoredLetter.Origin row =
        Letters.refused("past/a.csv", DeadLetterHeaders.FILE, 17, "no", Instant.EPOCH)
            .origin()
            .orElseThrow();
    assertThat(row.isOfFile()).isTrue();
    assertThat(row.place()).isEqualTo("past/a.csv:17");
  }

  @Test
  void whereThePartitionIsThereNoMoreTheKeyDecides() throws Exception {
    replay.send(letter(4));
    assertThat(producer.history().get(0).partition()).isNull();
  }

  @Test
  void nothingIsSentAfterTheFirstThatFails() throws Exception {
    replay.send(letter(0));
    replay.send(letter(1));
    producer.completeNext();
    producer.errorNext(new RecordTooLargeException("too large"));
    assertThatThrownBy(replay::finish)
        .isInstanceOf(PushException.class)
        .hasMessage("topic 'events': too large; 1 records were acknowledged before");
    assertThatThrownBy(() -> replay.send(letter(2))).isInstanceOf(PushException.class);
    assertThat(producer.history()).hasSize(2);
  }

  private static StoredLetter letter(int partition) {
    return Letters.refused("events", partition, 9, "id: is missing", Instant.EPOCH);
  }
}
