package io.thalweg.cli.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.thalweg.cli.terminal.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Keeps processes alive until it is closed, and writes who they are into {@code processes.json}.
 * Closed in reverse order. Confined to one thread.
 */
final class Supervisor implements AutoCloseable {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

  private final Path directory;
  private final Consumer<String> news;
  private final List<Child> children = new ArrayList<>();

  /**
   * @param news is told, in one line, of each start
   */
  Supervisor(Path directory, Consumer<String> news) {
    this.directory = directory;
    this.news = news;
  }

  Child start(ProcessSpec spec) throws IOException {
    Child child = Child.start(spec, directory.resolve(spec.name()));
    children.add(child);
    writeTable();
    news.accept(
        "%-14s pid %-7d %s  log %s"
            .formatted(spec.name(), child.pid(), spec.address(), child.log()));
    return child;
  }

  /**
   * Starts again who has died.
   *
   * @throws CommandException where a first start has met something that the user can mend
   */
  void reviveDead() throws IOException {
    for (Child child : children) {
      OptionalInt exit = child.exit();
      if (exit.isEmpty()) {
        continue;
      }
      Optional<String> complaint = child.complaint();
      if (child.restarts() == 0 && complaint.isPresent()) {
        throw new CommandException(child.spec().name() + " doesn't start: " + complaint.get());
      }
      if (child.revive()) {
        writeTable();
        news.accept(
            "%s had ended with %d%s and is started again: pid %d"
                .formatted(
                    child.spec().name(),
                    exit.getAsInt(),
                    complaint.map(c -> " (" + c + ")").orElse(""),
                    child.pid()));
      }
    }
  }

  int restarts() {
    return children.stream().mapToInt(Child::restarts).sum();
  }

  private void writeTable() throws IOException {
    ArrayNode table = JSON.createArrayNode();
    for (Child child : children) {
      table
          .addObject()
          .put("name", child.spec().name())
          .put("pid", child.pid())
          .put("address", child.spec().address())
          .put("restarts", child.restarts())
          .put("log", child.log().toString());
    }
    Path next = Files.write(directory.resolve("processes.json.tmp"), JSON.writeValueAsBytes(table));
    Files.move(
        next,
        directory.resolve("processes.json"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Ends them all, the last started first, and waits until the last is gone. */
  @Override
  public void close() throws IOException {
    try {
      for (int i = children.size() - 1; i >= 0; i--) {
        children.get(i).terminate();
        children.get(i).awaitEnd(LAST_PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      children.forEach(Child::kill);
    }
    Files.deleteIfExists(directory.resolve("processes.json"));
  }
}
