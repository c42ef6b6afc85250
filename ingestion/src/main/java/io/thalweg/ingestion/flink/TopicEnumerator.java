package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.jspecify.annotations.Nullable;

/**
 * A topic's, which lets readers go on that have come to the end of the files again. Confined to the
 * coordinator's thread.
 */
final class TopicEnumerator implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
  private final SplitEnumeratorContext<KafkaPartitionSplit> context;
  private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> topic;

  TopicEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context,
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> topic) {
    this.context = context;
    this.topic = topic;
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    if (event == FilesWord.NOTHING_LEFT) {
      context.sendEventToSourceReader(subtask, FilesWord.ALL_READ);
    } else {
      topic.handleSourceEvent(subtask, event);
    }
  }

  @Override
  public void start() {
    topic.start();
  }

  @Override
  public void handleSplitRequest(int subtask, @Nullable String hostname) {
    topic.handleSplitRequest(subtask, hostname);
  }

  @Override
  public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {
    topic.addSplitsBack(splits, subtask);
  }

  @Override
  public void addReader(int subtask) {
    topic.addReader(subtask);
  }

  @Override
  public KafkaSourceEnumState snapshotState(long checkpointId) throws Exception {
    return topic.snapshotState(checkpointId);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    topic.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    topic.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void close() throws IOException {
    topic.close();
  }
}
