package io.thalweg.bench.collective;

import io.thalweg.bench.Bench;
import io.thalweg.bench.Context;
import io.thalweg.bench.Row;
import java.time.Duration;
import java.util.List;

/** The collective. Stateless. */
public final class CollectiveBench implements Bench {
  @Override
  public String name() {
    return "collective";
  }

  @Override
  public String summary() {
    return "the all-reduce of 2 and 4 ranks over TCP, in memory and mixed, beside OpenMPI's";
  }

  @Override
  public List<String> jvmOptions() {
    return List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=512m");
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(15);
  }

  @Override
  public List<Row> run(Context context) throws Exception {
    return new CollectiveRows(Effort.FULL).measure(context);
  }
}
