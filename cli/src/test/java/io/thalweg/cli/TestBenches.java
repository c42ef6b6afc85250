package io.thalweg.cli;

import io.thalweg.bench.Bench;
import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Row;
import io.thalweg.bench.Scratch;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Benches that end in every way there is; the tests' class path offers them to the command. */
public final class TestBenches {
  private TestBenches() {}

  /** What they share. */
  abstract static class Quick implements Bench {
    private final String name;

    Quick(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String summary() {
      return "for tests";
    }

    @Override
    public List<String> jvmOptions() {
      return List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    }

    @Override
    public Duration limit() {
      return Duration.ofSeconds(60);
    }
  }

  /** Its figure is the heap that it may have, and the rows that it was given. */
  public static final class Keeps extends Quick {
    public Keeps() {
      super("keeps");
    }

    @Override
    public List<Row> run(Context context) {
      double heap = (double) (Runtime.getRuntime().maxMemory() >> 20);
      context.progress().say("halfway");
      return List.of(
          Row.measured("heap", heap, "MB", Goal.atMost(96, "at most 96 MB")),
          Row.measured(
              "rows", (double) context.rows().orElse(7), "rows", Goal.atLeast(7, "at least 7")));
    }
  }

  /** One row of two. */
  public static final class Misses extends Quick {
    public Misses() {
      super("misses");
    }

    @Override
    public List<Row> run(Context context) {
      return List.of(
          Row.skipped("peer", "not installed"),
          Row.measured("p99-us", 2, "us", Goal.atMost(1, "at most 1 us")));
    }
  }

  /** Neither kind of failure is a row. */
  public static final class Fails extends Quick {
    public Fails() {
      super("fails");
    }

    @Override
    public List<Row> run(Context context) {
      if (context.rows().isPresent()) {
        throw new BenchException("too many rows; say fewer");
      }
      throw new IllegalStateException("broken");
    }
  }

  /** Prints its process id and where its data is, and goes on until it is ended. */
  public static class Endless extends Quick {
    public Endless() {
      this("endless");
    }

    Endless(String name) {
      super(name);
    }

    @Override
    public List<Row> run(Context context) throws Exception {
      try (Scratch scratch = Scratch.open(context.directory())) {
        Files.writeString(scratch.directory().resolve("data"), "some");
        System.out.println("working " + ProcessHandle.current().pid());
        new CountDownLatch(1).await();
      }
      return List.of();
    }
  }

  /** Has three seconds for what takes for ever. */
  public static final class Slow extends Endless {
    public Slow() {
      super("slow");
    }

    @Override
    public Duration limit() {
      return Duration.ofSeconds(3);
    }
  }
}
