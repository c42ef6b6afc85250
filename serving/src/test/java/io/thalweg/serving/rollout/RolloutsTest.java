package io.thalweg.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.TestModel;
import io.thalweg.serving.version.Alias;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class RolloutsTest {
  private final CountDownLatch moving = new CountDownLatch(1);
  private final CountDownLatch moved = new CountDownLatch(1);

  private void move(String model, String alias, Long version) throws IOException {
    moving.countDown();
    try {
      moved.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  @Timeout(20)
  void closingDoesNotWaitForAnAliasThatIsNeverMoved() throws Exception {
    VersionTable table = new VersionTable(List.of(TestModel.NAME));
    table.openSlot(TestModel.NAME).swap(FakePredictor.servable(7));
    ModelRollout trying =
        new ModelRollout(null, Map.of(Alias.CHAMPION, 1.0), CanaryRolloutTest.CONFIG, null);
    Rollouts rollouts =
        new Rollouts(
            new RolloutConfig(Map.of(TestModel.NAME, trying)),
            table,
            this::move,
            InstantSource.system(),
            1);
    rollouts.start();
    moving.await();
    rollouts.close();
    assertThat(moved.getCount()).as("still being moved").isEqualTo(1);
    moved.countDown();
    table.close();
  }
}
