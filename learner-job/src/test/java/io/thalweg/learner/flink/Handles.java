package io.thalweg.learner.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.PlaceholderStreamStateHandle;

/** What the tests ask of handles and of the directories that they are made from. */
final class Handles {
  private Handles() {}

  /** Names of the files that go as placeholders. */
  static Set<String> reused(IncrementalRemoteKeyedStateHandle handle) {
    return handle.getSharedState().stream()
        .filter(f -> f.getHandle() instanceof PlaceholderStreamStateHandle)
        .map(HandleAndLocalPath::getLocalPath)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Names of all shared files. */
  static Set<String> shared(IncrementalRemoteKeyedStateHandle handle) {
    return names(handle.getSharedState());
  }

  static Set<String> names(List<HandleAndLocalPath> files) {
    return files.stream()
        .map(HandleAndLocalPath::getLocalPath)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Bytes by name. */
  static Map<String, Long> sizes(Path directory) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        sizes.put(file.getFileName().toString(), Files.size(file));
      }
    }
    return sizes;
  }

  static Set<String> immutable(Set<String> names) {
    return names.stream()
        .filter(n -> n.endsWith(".sst") || n.endsWith(".seg"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
