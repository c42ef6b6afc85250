package io.thalweg.serving.feedback.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.schemas.ServedPrediction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class KafkaPredictionSenderTest {
  private static final ServedPrediction PREDICTION =
      new ServedPrediction("e-1", 2, "m", 3, 4, List.of(0.5f), null, 6);

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private int refusals;
  private final List<String> made = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10); // clocks may overflow
  private final KafkaPredictionSender sender =
      new KafkaPredictionSender(this::open, made::add, nanos::get);

  private Producer<byte[], byte[]> open() {
    if (refusals > 0) {
      refusals--;
      throw new KafkaException("no resolvable bootstrap urls");
    }
    return producer;
  }

  @Test
  void sendsThePredictionUnderItsEventsId() throws Exception {
    sender.send("m.predictions", PREDICTION);
    ProducerRecord<byte[], byte[]> record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("m.predictions");
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("e-1/2");
    assertThat(ServedPrediction.fromBytes(record.value())).isEqualTo(PREDICTION);
  }

  @Test
  void countsWhatHasArrivedAndWhatHasNot() {
    sender.send("t", PREDICTION);
    sender.send("t", PREDICTION);
    producer.completeNext();
    producer.errorNext(new RecordTooLargeException("too large"));
    assertThat(sender.sentCount()).isEqualTo(1);
    assertThat(sender.failedCount()).isEqualTo(1);
    sender.send("t", PREDICTION);
    assertThat(producer.history()).hasSize(3);
  }

  @Test
  void restsForFiveSecondsAfterKafkaHasKeptItWaiting() {
    sender.send("t", PREDICTION);
    producer.errorNext(new TimeoutException("no metadata"));
    nanos.addAndGet(4_999_999_999L);
    sender.send("t", PREDICTION);
    assertThat(producer.history()).hasSize(1);
    assertThat(sender.failedCount()).isEqualTo(2);
    nanos.addAndGet(1);
    sender.send("t", PREDICTION);
    assertThat(producer.history()).hasSize(2);
  }

  @Test
  void makesEachTopicOnce() {
    sender.send("a", PREDICTION);
    sender.send("b", PREDICTION);
    sender.send("a", PREDICTION);
    assertThat(made).containsExactly("a", "b");
  }

  @Test
  void triesAgainWhereThereIsNoClientForItAndThenMakesTheTopicAgain() {
    refusals = 1;
    sender.send("t", PREDICTION);
    assertThat(sender.failedCount()).isEqualTo(1);
    nanos.addAndGet(5_000_000_000L);
    sender.send("t", PREDICTION);
    assertThat(producer.history()).hasSize(1);
    assertThat(made).containsExactly("t", "t");
  }

  @Test
  void closesItsProducer() {
    sender.send("t", PREDICTION);
    sender.close();
    assertThat(producer.closed()).isTrue();
  }
}
