package io.thalweg.cli.models;

import io.thalweg.ingestion.DataSubjects;
import io.thalweg.ingestion.decode.Decoded;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.ingestion.kafka.KafkaHeaders;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.ingestion.kafka.TopicScan;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.model.artifact.Provenance;
import io.thalweg.model.artifact.Provenance.OffsetRange;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a subject's events lie in the topic of events, as far as that still has them. Immutable.
 *
 * @param offsets by partition
 * @param beginnings the first offset that each partition still has
 */
public record SubjectTrace(
    String topic, Map<Integer, NavigableSet<Long>> offsets, Map<Integer, Long> beginnings) {
  /** Whether a version has learned from somebody. */
  public enum Verdict {
    LEARNED,
    /**
     * An event of theirs lies between the first and the last that the version has learned, and may
     * be one that was kept back or left out.
     */
    MAYBE,
    NOT
  }

  public SubjectTrace {
    offsets = Map.copyOf(offsets);
    beginnings = Map.copyOf(beginnings);
  }

  /** Reads the whole topic. */
  public static SubjectTrace read(PipelineConfig pipeline, String subject) throws TopicException {
    String topic = pipeline.source().topic();
    long wanted = DataSubjects.number(subject);
    RecordProjector projector =
        RecordProjector.bind(pipeline.source(), pipeline.labels(), pipeline.model().features());
    Map<Integer, NavigableSet<Long>> offsets = new HashMap<>();
    try (TopicScan scan = TopicScan.open(pipeline.bootstrapServers(), pipeline.kafka(), topic)) {
      while (!scan.atEnd()) {
        for (ConsumerRecord<byte[], byte[]> record : scan.next()) {
          if (projector.project(record.value(), record.timestamp(), KafkaHeaders.of(record))
                  instanceof Decoded event
              && event.subject() == wanted) {
            offsets.computeIfAbsent(record.partition(), p -> new TreeSet<>()).add(record.offset());
          }
        }
      }
    }
    return new SubjectTrace(
        topic,
        offsets,
        TopicAdmin.firstOffsets(pipeline.bootstrapServers(), pipeline.kafka(), topic));
  }

  /** What a version's receipt says of them. */
  public Verdict of(Provenance receipt) {
    Map<Integer, OffsetRange> contained = receipt.offsets().getOrDefault(topic, Map.of());
    Map<Integer, Long> through = receipt.trainedThrough().getOrDefault(topic, Map.of());
    Verdict verdict = Verdict.NOT;
    for (Map.Entry<Integer, NavigableSet<Long>> of : offsets.entrySet()) {
      OffsetRange range = contained.get(of.getKey());
      Long first = range == null ? null : of.getValue().ceiling(range.from());
      if (first == null || range == null || first >= range.to()) {
        continue;
      }
      if (first < through.getOrDefault(of.getKey(), 0L) && receipt.negativesKept() == 1) {
        return Verdict.LEARNED;
      }
      verdict = Verdict.MAYBE;
    }
    return verdict;
  }

  /**
   * What a version has learned that the topic hasn't, or has no more, so that nobody can tell whose
   * it was.
   */
  public Optional<String> gone(Provenance receipt) {
    for (Map.Entry<Integer, OffsetRange> of :
        receipt.offsets().getOrDefault(topic, Map.of()).entrySet()) {
      long beginning = beginnings.getOrDefault(of.getKey(), 0L);
      if (of.getValue().from() < beginning) {
        return Optional.of(
            "partition %d of topic '%s' begins at offset %d by now, and versions have learned from %d on"
                .formatted(of.getKey(), topic, beginning, of.getValue().from()));
      }
    }
    return receipt.offsets().keySet().stream()
        .filter(name -> name.startsWith(Provenance.FILE))
        .sorted()
        .findFirst()
        .map(
            name ->
                "versions have learned from files, '%s' among them, which aren't looked through"
                    .formatted(name.substring(Provenance.FILE.length())));
  }
}
