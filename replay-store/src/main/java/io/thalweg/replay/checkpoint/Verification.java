package io.thalweg.replay.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of a directory with its manifest: names and lengths first, since they cost
 * nothing, then the hashes, on two threads where there is much to hash, longest file first.
 * Confined to its call.
 */
final class Verification {
  private static final long MAX_MANIFEST_BYTES = 1 << 26;

  /** Below it a second thread would start later than the first one ends. */
  private static final long BYTES_FOR_TWO_THREADS = 1 << 23;

  private record Check(SnapshotFile stated, ListedFile found) {}

  private final Path snapshot;

  Verification(Path snapshot) {
    this.snapshot = snapshot;
  }

  void run() {
    List<SnapshotFile> stated = ManifestLayout.decode(snapshot, manifest());
    Map<String, ListedFile> unstated = SnapshotDirectory.list(snapshot);
    List<Check> checks = new ArrayList<>();
    for (SnapshotFile file : stated) {
      checks.add(new Check(file, requireLength(file, unstated.remove(file.name()))));
    }
    for (ListedFile extra : unstated.values()) {
      throw damaged(extra.name(), "files", "none of this name", extra.length() + " bytes");
    }
    requireHashes(checks);
  }

  private byte[] manifest() {
    Path file = snapshot.resolve(SnapshotManifest.FILE);
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_MANIFEST_BYTES) {
        throw damaged(SnapshotManifest.FILE, "bytes", "at most " + MAX_MANIFEST_BYTES, bytes);
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw damaged(SnapshotManifest.FILE, "manifest", "there", "missing");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "replay snapshot's manifest can't be read: file=%s, cause=%s".formatted(file, e), e);
    }
  }

  private ListedFile requireLength(SnapshotFile stated, @Nullable ListedFile found) {
    if (found == null) {
      throw damaged(stated.name(), "files", stated.length() + " bytes", "missing");
    }
    if (found.length() != stated.length()) {
      throw damaged(stated.name(), "length", stated.length(), found.length());
    }
    return found;
  }

  private void requireHashes(List<Check> checks) {
    checks.sort(Comparator.comparingLong((Check check) -> check.stated().length()).reversed());
    Queue<Check> queue = new ConcurrentLinkedQueue<>(checks);
    if (totalBytes(checks) < BYTES_FOR_TWO_THREADS) {
      hashAll(queue);
    } else {
      hashOnTwoThreads(queue);
    }
  }

  private static long totalBytes(List<Check> checks) {
    return checks.stream().mapToLong(check -> check.stated().length()).sum();
  }

  private void hashOnTwoThreads(Queue<Check> queue) {
    Runnable half = () -> hashAll(queue);
    try {
      CompletableFuture.allOf(
              CompletableFuture.runAsync(half, Verification::onNewThread),
              CompletableFuture.runAsync(half, Runnable::run))
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private static void onNewThread(Runnable task) {
    new Thread(task, "thalweg-snapshot-verify").start();
  }

  private void hashAll(Queue<Check> queue) {
    for (Check check = queue.poll(); check != null; check = queue.poll()) {
      String found = check.found().hash();
      if (!found.equals(check.stated().sha256())) {
        queue.clear();
        throw damaged(check.stated().name(), "SHA-256", check.stated().sha256(), found);
      }
    }
  }

  private DamagedSnapshotException damaged(
      String file, String rule, Object expected, Object found) {
    return new DamagedSnapshotException(snapshot, file, rule, expected, found);
  }
}
