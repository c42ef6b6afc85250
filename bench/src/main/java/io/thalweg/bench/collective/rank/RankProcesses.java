package io.thalweg.bench.collective.rank;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.process.ChildJvm;
import io.thalweg.bench.process.Programs;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One generation of ranks in JVMs of their own. They start once and measure as often as they are
 * told. Confined to one thread.
 */
public final class RankProcesses implements AutoCloseable {
  private static final List<String> JVM_OPTIONS =
      List.of("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=1g");
  private static final long GOODBYE_SECONDS = 5;

  private record Pipe(Process process, BufferedReader in, PrintStream out) {}

  private final List<Pipe> pipes = new ArrayList<>();
  private final int ranksEach;

  private RankProcesses(int ranksEach) {
    this.ranksEach = ranksEach;
  }

  /** Two processes of one rank get a core each, as their peer does. */
  public static RankProcesses start(Wire wire, int processes, int ranksEach) throws IOException {
    RankProcesses started = new RankProcesses(ranksEach);
    try {
      for (int i = 0; i < processes; i++) {
        List<String> launcher = processes == 2 && ranksEach == 1 ? onCore(i) : List.of();
        started.open(launcher, List.of(wire.name(), Integer.toString(ranksEach)));
      }
      started.join();
      return started;
    } catch (IOException | RuntimeException e) {
      started.close();
      throw e;
    }
  }

  private static List<String> onCore(int core) {
    if (Runtime.getRuntime().availableProcessors() <= core) {
      return List.of();
    }
    return Programs.find("taskset")
        .map(taskset -> List.of(taskset, "-c", Integer.toString(core)))
        .orElse(List.of());
  }

  private void open(List<String> launcher, List<String> arguments) throws IOException {
    Process process = ChildJvm.start(launcher, JVM_OPTIONS, RankProcess.class.getName(), arguments);
    pipes.add(
        new Pipe(
            process,
            process.inputReader(StandardCharsets.UTF_8),
            new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8)));
  }

  private void join() throws IOException {
    List<Member> members = new ArrayList<>();
    for (Pipe pipe : pipes) {
      for (int i = 0; i < ranksEach; i++) {
        members.add(RankProtocol.member(members.size(), line(pipe)));
      }
    }
    Membership membership = new Membership(Generation.random(new SecureRandom()), members);
    for (int i = 0; i < pipes.size(); i++) {
      pipes.get(i).out().println(RankProtocol.join(i * ranksEach, membership));
    }
    for (Pipe pipe : pipes) {
      line(pipe);
    }
  }

  /** The median of what the slowest rank of each iteration took. */
  public double medianMicros(int bytes, int iterations) throws IOException {
    pipes.forEach(pipe -> pipe.out().println(RankProtocol.run(bytes, iterations)));
    long[] slowest = new long[iterations];
    for (Pipe pipe : pipes) {
      for (int i = 0; i < ranksEach; i++) {
        Slowest.merge(slowest, nanos(line(pipe)));
      }
    }
    return Slowest.medianMicros(slowest);
  }

  private static long[] nanos(String line) {
    return Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private static String line(Pipe pipe) throws IOException {
    String line = pipe.in().readLine();
    if (line == null || line.startsWith(RankProtocol.FAILED)) {
      throw new BenchException(
          "a rank's process ended: %s; what it said stands above".formatted(line));
    }
    return line;
  }

  @Override
  public void close() {
    pipes.forEach(pipe -> pipe.out().close());
    for (Pipe pipe : pipes) {
      try {
        if (!pipe.process().waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
          pipe.process().destroyForcibly();
        }
      } catch (InterruptedException e) {
        pipe.process().destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
