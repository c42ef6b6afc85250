package io.thalweg.bench.serving;

import io.thalweg.bench.Bench;
import io.thalweg.bench.Context;
import io.thalweg.bench.Row;
import io.thalweg.bench.Scratch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The server. Stateless. */
public final class ServingBench implements Bench {
  @Override
  public String name() {
    return "serving";
  }

  @Override
  public String summary() {
    return "the server beside a plain echo, under a thousand swaps and under ten times its load";
  }

  @Override
  public List<String> jvmOptions() {
    return List.of("-Xmx512m", "-XX:+UseSerialGC");
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(15);
  }

  @Override
  public List<Row> run(Context context) throws Exception {
    return run(context, Effort.FULL);
  }

  static List<Row> run(Context context, Effort effort) throws Exception {
    try (Scratch scratch = Scratch.open(context.directory())) {
      Versions versions = new Versions(scratch.directory());
      List<Row> rows = new ArrayList<>();
      rows.addAll(new Ceiling(versions, effort).rows(context.progress()));
      rows.addAll(new SwapStorm(versions, effort).rows(context.progress()));
      rows.addAll(new Overload(versions, effort).rows(context.progress()));
      return rows;
    }
  }
}
