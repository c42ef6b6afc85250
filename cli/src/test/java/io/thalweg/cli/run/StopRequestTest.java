package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class StopRequestTest {
  @Test
  void theProcessWaitsFromTheSignalUntilTheCommandHasEnded() throws Exception {
    StopRequest stop = new StopRequest();
    assertThat(stop.await(1)).isFalse();
    Thread dying = new Thread(stop::onSignal);
    dying.start();
    assertThat(stop.await(5_000)).isTrue();
    dying.join(50);
    assertThat(dying.isAlive()).isTrue();
    stop.close();
    dying.join();
    assertThat(stop.await(0)).isTrue();
  }

  @Test
  void aSignalAfterTheEndHoldsNothingUp() {
    StopRequest stop = new StopRequest();
    stop.close();
    stop.onSignal();
  }

  @Test
  void leavesNoHookBehind() throws Exception {
    StopRequest stop = StopRequest.listen();
    stop.close();
    stop.close();
    assertThat(stop.await(0)).isFalse();
  }
}
