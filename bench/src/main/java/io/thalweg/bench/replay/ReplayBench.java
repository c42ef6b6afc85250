package io.thalweg.bench.replay;

import io.thalweg.bench.Bench;
import io.thalweg.bench.Context;
import io.thalweg.bench.Row;
import java.time.Duration;
import java.util.List;

/** The replay store. Stateless. */
public final class ReplayBench implements Bench {
  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String summary() {
    return "batches of the replay store: from memory, by priority, from disk; inserts";
  }

  @Override
  public List<String> jvmOptions() {
    return List.of("-Xmx3g", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=3g");
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(15);
  }

  @Override
  public List<Row> run(Context context) throws Exception {
    return new ReplayRows(StoredTable::open, Effort.FULL).measure(context);
  }
}
