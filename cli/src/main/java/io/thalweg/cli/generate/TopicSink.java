package io.thalweg.cli.generate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.thalweg.ingestion.kafka.Delivery;
import io.thalweg.ingestion.kafka.PushException;
import io.thalweg.ingestion.kafka.ValueForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Two topics, or one where labels stand in the events. Kafka dates records by its own clock, so
 * that none is past its retention. Confined to one thread; the producer stays the caller's.
 */
public final class TopicSink implements EventSink {
  private final Delivery delivery;
  private final String events;
  private final String labels;
  private final ValueForm eventForm;
  private final ValueForm labelForm;

  /**
   * @param producer idempotent
   * @param labels the topic of labels that come later
   */
  public TopicSink(
      Producer<byte[], byte[]> producer,
      String events,
      ValueForm eventForm,
      String labels,
      ValueForm labelForm) {
    this.delivery = new Delivery(producer);
    this.events = events;
    this.labels = labels;
    this.eventForm = eventForm;
    this.labelForm = labelForm;
  }

  @Override
  public void event(Event event) {
    send(events, event.key(), formed(eventForm, event.value()));
  }

  @Override
  public void label(String key, Event.Label label) {
    send(labels, key, formed(labelForm, label.value()));
  }

  private static byte[] formed(ValueForm form, byte[] value) {
    try {
      return form.of(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(String topic, String key, byte[] value) {
    delivery.send(
        new ProducerRecord<>(topic, null, key.getBytes(UTF_8), value), (records, bytes) -> {});
  }

  @Override
  public boolean hasFailed() {
    return delivery.hasFailed();
  }

  @Override
  public long finish() throws PushException {
    return delivery.finish((records, bytes) -> {}).bytes();
  }
}
