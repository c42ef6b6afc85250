package io.thalweg.cli.doctor;

import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.engine.EngineChoice;
import io.thalweg.model.ModelSpec;
import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Whether the native libraries load and work here. Stateless. */
public final class LibraryCheck {
  private static final int ROW_BYTES = 64;
  private static final int CAPACITY = 1024;

  private LibraryCheck() {}

  /**
   * Loads them.
   *
   * @param spec whose gradients are tried
   * @param rows of a step
   */
  public static List<Finding> look(ModelSpec spec, int rows, EngineChoice engine) {
    return List.of(
        tried("gradients", () -> gradients(spec, rows, engine)),
        tried("replay", LibraryCheck::replay),
        tried("predictions", () -> "ONNX Runtime " + OnnxLoader.runtimeVersion()));
  }

  private static String gradients(ModelSpec spec, int rows, EngineChoice engine) {
    try (GradientEngine opened = engine.open(spec, rows)) {
      return "%s, for steps of %d rows".formatted(opened.description(), rows);
    }
  }

  private static String replay() throws IOException {
    Path directory = Files.createTempDirectory("thalweg-doctor");
    try (ReplayTable table =
        ReplayTable.open(
            ReplayConfig.of(ROW_BYTES, 1, CAPACITY), new GroupRange(0, 0), directory)) {
      return "RocksDB, a table of %d rows opened".formatted(CAPACITY - table.size());
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** A library that can't be loaded throws an error, not an exception. */
  private static Finding tried(String subject, Callable<String> look) {
    try {
      return Finding.ok(subject, look.call());
    } catch (Exception | LinkageError e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      String why = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
      return Finding.bad(
          subject,
          "%s: %s; is java.io.tmpdir (%s) on a file system that may execute, and the C library glibc?"
              .formatted(
                  root.getClass().getSimpleName(), why, System.getProperty("java.io.tmpdir")));
    }
  }
}
