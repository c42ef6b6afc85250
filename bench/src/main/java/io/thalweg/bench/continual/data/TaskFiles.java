package io.thalweg.bench.continual.data;

import io.thalweg.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds tasks in a directory. Stateless. */
public final class TaskFiles {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";
  private static final String TRAIN_CSV = "-train.csv";
  private static final String TEST_CSV = "-test.csv";

  /**
   * All tasks of a directory, by name.
   *
   * @param most training examples of each
   */
  public static List<Task> read(Path directory, int most) {
    List<Task> tasks = new ArrayList<>();
    for (String name : names(directory)) {
      tasks.add(task(directory, name, most));
    }
    if (tasks.isEmpty()) {
      throw new BenchException(
          "%s has no tasks; put NAME-%s, NAME-%s and the same with test, or NAME%s and NAME%s, there"
              .formatted(directory, TRAIN_IMAGES, TRAIN_LABELS, TRAIN_CSV, TEST_CSV));
    }
    for (Task task : tasks) {
      requireWidth(task.name(), task.train(), tasks.get(0));
      requireWidth(task.name(), task.test(), tasks.get(0));
    }
    return tasks;
  }

  private static void requireWidth(String name, Samples samples, Task first) {
    if (samples.width() != first.train().width()) {
      throw new BenchException(
          "task %s has examples of %d numbers, task %s of %d; make them equal"
              .formatted(name, samples.width(), first.name(), first.train().width()));
    }
  }

  private static Set<String> names(Path directory) {
    requireDirectory(directory);
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path path : files.toList()) {
        String file = path.getFileName().toString();
        if (file.endsWith("-" + TRAIN_IMAGES)) {
          names.add(file.substring(0, file.length() - TRAIN_IMAGES.length() - 1));
        } else if (file.endsWith(TRAIN_CSV)) {
          names.add(file.substring(0, file.length() - TRAIN_CSV.length()));
        }
      }
    } catch (IOException e) {
      throw new BenchException("can't list %s: %s".formatted(directory, e.getMessage()));
    }
    return names;
  }

  private static Task task(Path directory, String name, int most) {
    Path csv = directory.resolve(name + TRAIN_CSV);
    if (Files.exists(csv)) {
      return new Task(
          name,
          First.of(CsvFile.read(csv), most),
          CsvFile.read(existing(directory, name + TEST_CSV)));
    }
    return new Task(
        name, First.of(idx(directory, name + "-train"), most), idx(directory, name + "-test"));
  }

  private static Samples idx(Path directory, String prefix) {
    return IdxFile.read(
        existing(directory, prefix + "-images-idx3-ubyte.gz"),
        existing(directory, prefix + "-labels-idx1-ubyte.gz"));
  }

  /**
   * MNIST's four files.
   *
   * @param most training examples
   */
  public static Task mnist(Path directory, int most) {
    requireDirectory(directory);
    Task task = new Task("mnist", First.of(idx(directory, "train"), most), idx(directory, "t10k"));
    requireWidth("mnist's test", task.test(), task);
    return task;
  }

  /** A task so many times, each with an order of the numbers of its own, the first one too. */
  public static List<Task> permuted(Task task, int tasks, long seed) {
    List<Task> all = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      all.add(Permuted.task("permutation " + (i + 1), task, seed * 1_000_003 + i));
    }
    return all;
  }

  private static void requireDirectory(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new BenchException(directory + " is no directory; say where the data lie");
    }
  }

  private static Path existing(Path directory, String name) {
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new BenchException("%s has no %s; put it there".formatted(directory, name));
    }
    return file;
  }

  private TaskFiles() {}
}
