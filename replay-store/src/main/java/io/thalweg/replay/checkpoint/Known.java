package io.thalweg.replay.checkpoint;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of immutable files that earlier snapshots of the same table held, so that an
 * incremental snapshot costs the hashing of its new files only. Thread-safe.
 *
 * <p>A file is recognized by name, length, time of modification and the file system's key (device
 * and inode), which a hard link shares with its file. Where there is no such key nothing is
 * remembered.
 */
public final class Known {
  private final Predicate<String> immutable;
  private final Map<ListedFile.Identity, String> sha256 = new ConcurrentHashMap<>();

  /**
   * @param immutable whether the file of this name, once written, never changes
   */
  public Known(Predicate<String> immutable) {
    this.immutable = immutable;
  }

  /** Hashes the file unless it is known. */
  String sha256(ListedFile file) {
    ListedFile.@Nullable Identity identity = file.identity();
    if (identity == null || !immutable.test(file.name())) {
      return file.hash();
    }
    String known = sha256.get(identity);
    return known != null ? known : hash(identity, file);
  }

  private String hash(ListedFile.Identity identity, ListedFile file) {
    String hash = file.hash();
    sha256.put(identity, hash);
    return hash;
  }

  /** Forgets every file that isn't among these. */
  void retain(Collection<ListedFile> present) {
    Set<ListedFile.Identity> identities = new HashSet<>();
    for (ListedFile file : present) {
      if (file.identity() != null) {
        identities.add(file.identity());
      }
    }
    sha256.keySet().retainAll(identities);
  }

  int size() {
    return sha256.size();
  }
}
