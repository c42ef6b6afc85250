package io.thalweg.bench.serving.server;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.process.ChildJvm;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, which ends with this one. Confined to one thread. */
public final class ServerProcess implements AutoCloseable {
  private static final List<String> OPTIONS =
      List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
  private static final String PORT = "port ";
  private static final String SERVES = "serves ";
  private static final String HEAP = "heap ";

  private final Process process;
  private final BufferedReader answers;
  private final PrintStream commands;
  private final int port;
  private final int countedPort;
  private long p50Micros = -1;

  private ServerProcess(Process process, int ports) throws IOException {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.port = Integer.parseInt(answerAfter(PORT));
    this.countedPort = ports == 1 ? port : Integer.parseInt(answerAfter(PORT));
  }

  /**
   * Our server; nothing serves yet.
   *
   * @param slowMillis that a row takes beside its computing
   */
  public static ServerProcess ours(Path store, int slowMillis) throws IOException {
    return start(
        ServerMain.class.getName(), List.of(store.toString(), Integer.toString(slowMillis)), 2);
  }

  /** A program that prints {@code port N} when it listens, and ends when its input does. */
  public static ServerProcess floor(String mainClass, List<String> arguments) throws IOException {
    return start(mainClass, arguments, 1);
  }

  private static ServerProcess start(String mainClass, List<String> arguments, int ports)
      throws IOException {
    Process process = ChildJvm.start(List.of(), OPTIONS, mainClass, arguments);
    try {
      return new ServerProcess(process, ports);
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private String answerAfter(String prefix) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length());
      }
    }
    throw new BenchException("the server ended; what it said stands above");
  }

  public int port() {
    return port;
  }

  /** Of the port whose requests {@link #p50Micros} is about. */
  public int countedPort() {
    return countedPort;
  }

  /**
   * Has a version loaded and waits until it serves or is refused.
   *
   * @return the version that serves now; -1: none
   */
  public long swap(ModelAnnouncement announcement) throws IOException {
    commands.println(announcement.version() + " " + announcement.manifestSha256());
    String answer = answerAfter(SERVES);
    int space = answer.indexOf(' ');
    p50Micros = Long.parseLong(answer.substring(space + 1));
    return Long.parseLong(answer.substring(0, space));
  }

  /**
   * The median time inside the server of what came through the counted port until the last swap,
   * microseconds.
   */
  public long p50Micros() {
    return p50Micros;
  }

  /**
   * What of the heap is in use after a collection, bytes: all of the heap is resident from the
   * beginning.
   */
  public long heapBytes() throws IOException {
    commands.println("heap");
    return Long.parseLong(answerAfter(HEAP));
  }

  /** What is resident of the process, bytes. */
  public long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmRSS of process " + process.pid());
  }

  @Override
  public void close() {
    commands.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
