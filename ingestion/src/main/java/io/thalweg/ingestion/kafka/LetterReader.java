package io.thalweg.ingestion.kafka;

import java.util.List;
import java.util.Map;

/** Reads a dead-letter topic as {@link TopicScan} does. Confined to one thread. */
public final class LetterReader implements AutoCloseable {
  private static final String NEXT =
      "name the pipeline's file, or its topic of dead letters, which its first run makes";

  private final TopicScan scan;

  private LetterReader(TopicScan scan) {
    this.scan = scan;
  }

  /**
   * Opens a reader, which the caller closes.
   *
   * @param properties of the consumer
   * @throws TopicException when there is no such topic or no Kafka
   */
  public static LetterReader open(
      String bootstrapServers, Map<String, String> properties, String topic) throws TopicException {
    return new LetterReader(TopicScan.open(bootstrapServers, properties, topic, NEXT));
  }

  /** Begins anew, with the same end. */
  public void rewind() {
    scan.rewind();
  }

  /** Whether all has been read. */
  public boolean atEnd() {
    return scan.atEnd();
  }

  /** What comes next, of each partition in its order; as {@link TopicScan#next} says. */
  public List<StoredLetter> next() throws TopicException {
    return scan.next().stream().map(StoredLetter::new).toList();
  }

  @Override
  public void close() {
    scan.close();
  }
}
