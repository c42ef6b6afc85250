package io.thalweg.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.cli.Main;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code thalweg cluster} and the processes that it has started. Thread-safe. */
final class ClusterProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LAST_LINES = 8;

  private final Process process;
  private final Path output;
  private final Path table;

  private ClusterProcess(Process process, Path output, Path table) {
    this.process = process;
    this.output = output;
    this.table = table;
  }

  /**
   * Starts it; its own log and output go to {@code home}.
   *
   * @param state the pipeline's state directory
   */
  static ClusterProcess start(Path home, Path pipeline, Path state, String... options)
      throws IOException {
    Path output = Files.createDirectories(home).resolve("output.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-Dlog4j2.configurationFile=log4j2.xml",
                "-Dthalweg.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "cluster",
                pipeline.toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new ClusterProcess(process, output, state.resolve("cluster/processes.json"));
  }

  /** Names and process ids as they are now. */
  List<Member> members() throws IOException {
    List<Member> members = new ArrayList<>();
    if (Files.exists(table)) {
      for (JsonNode entry : JSON.readTree(table.toFile())) {
        members.add(
            new Member(
                entry.get("name").asText(),
                entry.get("pid").asLong(),
                entry.get("address").asText()));
      }
    }
    return members;
  }

  /** One process of the cluster. */
  record Member(String name, long pid, String address) {
    /** Of a server. */
    URI uri() {
      return URI.create(address);
    }

    boolean isAlive() {
      return ProcessHandle.of(pid).isPresent();
    }

    /** Sends a signal, say {@code KILL}, {@code STOP} or {@code CONT}. */
    void signal(String signal) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-s", signal, Long.toString(pid)).start().waitFor();
    }
  }

  Member member(String name) throws IOException {
    return members().stream().filter(m -> m.name().equals(name)).findAny().orElseThrow();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks for the stop that Ctrl-C is; the exit status, or -1 when it takes longer. */
  int stop(long seconds) throws InterruptedException {
    process.destroy();
    return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  /** The newest lines that it wrote, and what its processes have logged as a fault. */
  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(output);
      StringBuilder words = new StringBuilder();
      lines
          .subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
          .forEach(l -> words.append(l).append(" | "));
      for (Member member : members()) {
        Path log = table.resolveSibling(member.name()).resolve("logs/thalweg.log");
        List<String> faults =
            Files.readAllLines(log).stream()
                .filter(l -> l.contains(" ERROR ") || l.contains(" WARN "))
                .toList();
        faults
            .subList(Math.max(0, faults.size() - LAST_LINES), faults.size())
            .forEach(
                l ->
                    words
                        .append(System.lineSeparator())
                        .append(member.name())
                        .append(": ")
                        .append(l));
      }
      return words.toString();
    } catch (IOException e) {
      return "nothing can be read: " + e;
    }
  }

  /** SIGKILL, of the one that started the others. */
  void kill() {
    process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  /** Nothing is left, whatever happened: a stopped process doesn't see that its starter is gone. */
  @Override
  public void close() throws IOException, InterruptedException {
    List<Member> last = members();
    kill();
    for (Member member : last) {
      member.signal("KILL");
    }
  }
}
