package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.junit.jupiter.api.Test;

class FilesEnumeratorTest {
  private static final FilesSplit FILES = new FilesSplit("ab", 0, "a.csv", 0);

  private final Readers readers = new Readers();
  private final FilesEnumerator enumerator = new FilesEnumerator(readers, new FilesState(FILES));

  /** Two readers and what they are told. Confined to one thread. */
  private static final class Readers implements SplitEnumeratorContext<FilesSplit> {
    final List<String> told = new ArrayList<>();
    final Map<Integer, ReaderInfo> registered = new TreeMap<>();

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
      told.add(subtask + " " + event);
    }

    @Override
    public int currentParallelism() {
      return 2;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
      return registered;
    }

    @Override
    public void assignSplits(SplitsAssignment<FilesSplit> splits) {
      splits.assignment().forEach((subtask, given) -> told.add(subtask + " gets files"));
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
      told.add(subtask + " no more");
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> void callAsync(
        Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
      runnable.run();
    }
  }

  private void comes(int subtask) {
    readers.registered.put(subtask, new ReaderInfo(subtask, "here"));
    enumerator.addReader(subtask);
  }

  private List<String> hasNothing(int subtask) {
    readers.told.clear();
    enumerator.handleSourceEvent(subtask, FilesWord.NOTHING_LEFT);
    return List.copyOf(readers.told);
  }

  private void fails(int subtask, List<FilesSplit> back) {
    readers.registered.remove(subtask);
    enumerator.addSplitsBack(back, subtask);
  }

  @Test
  void nobodyEndsBeforeTheFilesAreRead() {
    comes(0);
    comes(1);
    assertThat(hasNothing(1)).containsExactly("1 gets files");
    assertThat(hasNothing(0)).isEmpty();
    assertThat(hasNothing(1)).containsExactly("0 ALL_READ", "1 ALL_READ");
  }

  @Test
  void filesThatComeBackGoToWhoeverHasNothingAndTheOtherWaits() {
    comes(0);
    comes(1);
    assertThat(hasNothing(0)).containsExactly("0 gets files");
    assertThat(hasNothing(1)).isEmpty();
    fails(0, List.of(FILES));
    fails(1, List.of());
    comes(1);
    assertThat(hasNothing(1)).containsExactly("1 gets files");
    comes(0);
    assertThat(hasNothing(0)).isEmpty();
    assertThat(hasNothing(1)).hasSize(2);
  }

  @Test
  void whoHasFailedMayHaveRowsOfACheckpointAgain() {
    comes(0);
    comes(1);
    assertThat(hasNothing(0)).containsExactly("0 gets files");
    assertThat(hasNothing(0)).as("1 has yet to say so").isEmpty();
    fails(0, List.of());
    assertThat(hasNothing(1)).as("0 isn't there").isEmpty();
    comes(0);
    assertThat(hasNothing(1)).as("0 reads what the checkpoint left").isEmpty();
    assertThat(hasNothing(0)).hasSize(2);
  }
}
