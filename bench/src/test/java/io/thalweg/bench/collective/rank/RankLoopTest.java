package io.thalweg.bench.collective.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.BenchException;
import io.thalweg.collective.Accumulation;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Generation;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RankLoopTest {
  /** Leaves every vector as it is: right in a world of one rank, wrong in any other. */
  private record Idle(int worldSize) implements Communicator {
    @Override
    public int rank() {
      return 0;
    }

    @Override
    public Generation generation() {
      return new Generation(1, 1);
    }

    @Override
    public void allReduceSum(ByteBuffer floats, Accumulation in, long round, Duration timeout) {}

    @Override
    public void allReduceSum(float[] values, long round, Duration timeout) {}

    @Override
    public void reduceScatterSum(
        ByteBuffer floats, Accumulation in, long round, Duration timeout) {}

    @Override
    public void allGather(ByteBuffer bytes, int[] partBytes, long round, Duration timeout) {}

    @Override
    public void broadcast(ByteBuffer bytes, int root, long round, Duration timeout) {}

    @Override
    public void abort(String why) {}

    @Override
    public void close() {}
  }

  @Test
  void measuresEachIteration() throws Exception {
    assertThat(new RankLoop(new Idle(1)).nanos(4_096, 7)).hasSize(7);
  }

  @Test
  void aWrongSumIsNotMeasured() {
    assertThatThrownBy(() -> new RankLoop(new Idle(2)).nanos(4_096, 7))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("sum is wrong: rank=0, index=0, length=1024, sum=1.0, expected=3.0");
  }
}
