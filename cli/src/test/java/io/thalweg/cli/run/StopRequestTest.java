package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class StopRequestTest {
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger status = new AtomicInteger(-1);

  @Test
  void theProcessWaitsFromTheSignalUntilTheCommandHasEnded() throws Exception {
    StopRequest stop = new StopRequest(status::set, now::get, Duration.ofSeconds(40));
    assertThat(stop.await(1)).isFalse();
    Thread dying = new Thread(stop::onSignal);
    dying.start();
    assertThat(stop.await(5_000)).isTrue();
    dying.join(50);
    assertThat(dying.isAlive()).isTrue();
    stop.close();
    dying.join();
    assertThat(stop.await(0)).isTrue();
    assertThat(status).hasValue(-1);
  }

  @Test
  void theSecondRequestEndsTheProcessAtOnceUnlessItIsTheFirstAgain() throws Exception {
    StopRequest stop = new StopRequest(status::set, now::get, Duration.ofSeconds(40));
    Thread first = new Thread(stop::onSignal);
    first.start();
    assertThat(stop.await(5_000)).isTrue();
    now.set(TimeUnit.SECONDS.toNanos(1));
    Thread again = new Thread(stop::onSignal);
    again.start();
    again.join(50);
    assertThat(status).hasValue(-1);
    now.set(TimeUnit.SECONDS.toNanos(2));
    stop.onSignal();
    assertThat(status).hasValue(130);
    stop.close();
    first.join();
    again.join();
  }

  @Test
  void aCommandThatDoesNotEndInTimeIsLeftAndSaysSoBeforeIt() {
    StopRequest stop = new StopRequest(status::set, now::get, Duration.ofMillis(1));
    List<String> told = new ArrayList<>();
    stop.tell(
        new StopRequest.Witness() {
          @Override
          public void requested(Duration patience) {
            told.add("requested, for " + patience);
          }

          @Override
          public void gaveUp(Duration patience) {
            told.add("gave up after " + patience + " with status " + status.get());
          }
        });
    stop.onSignal();
    assertThat(told)
        .containsExactly("requested, for PT0.001S", "gave up after PT0.001S with status -1");
    assertThat(status).hasValue(130);
  }

  @Test
  void aSignalAfterTheEndHoldsNothingUp() {
    StopRequest stop = new StopRequest(status::set, now::get, Duration.ofSeconds(40));
    stop.close();
    stop.onSignal();
  }

  @Test
  void takesTheSignalFromTheJvmAndGivesItBack() throws Exception {
    String before = handlerOfTerm();
    try (StopRequest stop = StopRequest.listen()) {
      assertThat(handlerOfTerm()).isNotEqualTo(before);
      new ProcessBuilder("kill", "-TERM", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
      assertThat(stop.await(5_000)).isTrue();
    }
    assertThat(handlerOfTerm()).isEqualTo(before);
  }

  /** Asks by setting it to the default for a moment. */
  private static String handlerOfTerm() throws ReflectiveOperationException {
    Class<?> signalType = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    Method handle = signalType.getMethod("handle", signalType, handlerType);
    Object signal = signalType.getConstructor(String.class).newInstance("TERM");
    Object found = handle.invoke(null, signal, handlerType.getField("SIG_DFL").get(null));
    handle.invoke(null, signal, found);
    return found.toString().replaceFirst(" \\(.*", ""); // each answer is a new wrapper
  }
}
