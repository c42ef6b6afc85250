package io.thalweg.serving.version;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jetbrains.kotlinx.lincheck.LinChecker;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Param;
import org.jetbrains.kotlinx.lincheck.paramgen.IntGen;
import org.jetbrains.kotlinx.lincheck.strategy.stress.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * The version switch is linearizable: what threads see that swap, assign and read at the same time
 * is what one thread would see in some order, and nobody computes on a version that is closed.
 */
@Param(name = "version", gen = IntGen.class, conf = "1:4")
@Param(name = "alias", gen = IntGen.class, conf = "0:1")
@Param(name = "name", gen = IntGen.class, conf = "0:7")
public class VersionSwitchLincheckTest {
  static final List<String> NAMES =
      Arrays.asList("champion", "canary", "latest", null, "1", "2", "3", "4");

  private final ModelSlot slot = new ModelSlot("clicks", 2, VersionSwitchLincheckTest::closeHere);

  private static void closeHere(Servable left) {
    left.letNobodyIn(Thread.currentThread());
    while (!left.isLeft()) {
      LockSupport.park(left);
    }
    left.closePredictor();
  }

  @Operation
  public boolean swap(@Param(name = "version") int version) {
    return slot.swap(FakePredictor.servable(version));
  }

  @Operation
  public boolean admit(@Param(name = "version") int version) {
    return slot.admit(FakePredictor.servable(version));
  }

  @Operation
  public void assign(@Param(name = "alias") int name, @Param(name = "version") int version) {
    slot.assign(NAMES.get(name), (long) version);
  }

  @Operation
  public void remove(@Param(name = "alias") int name) {
    slot.assign(NAMES.get(name), null);
  }

  /** The version that computed, or -1. */
  @Operation
  public int read(@Param(name = "name") int name) {
    Servable servable;
    try {
      servable = slot.acquire(NAMES.get(name));
    } catch (NotResidentException e) {
      return -1;
    }
    try {
      return (int) servable.predictor().run(new float[0], 1).headView()[0];
    } finally {
      servable.release();
    }
  }

  @Test
  void isLinearizable() {
    LinChecker.check(
        VersionSwitchLincheckTest.class,
        new StressOptions()
            .iterations(40)
            .invocationsPerIteration(200)
            .threads(3)
            .actorsPerThread(3)
            .sequentialSpecification(NaiveSlot.class));
  }
}
