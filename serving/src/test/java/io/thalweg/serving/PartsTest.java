package io.thalweg.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartsTest {
  private static final String WORKERS = "java.lang.IllegalStateException: workers";

  private final List<String> closed = new ArrayList<>();
  private final Parts parts = new Parts();

  private void open(String part) {
    parts.opened(() -> closed.add(part));
  }

  private void openBroken(String part) {
    parts.opened(
        () -> {
          closed.add(part);
          throw new IllegalStateException(part);
        });
  }

  @Test
  void whatWasOpenedLastIsClosedFirst() {
    open("store");
    open("workers");
    open("port");

    parts.close();

    assertThat(closed).containsExactly("port", "workers", "store");
  }

  @Test
  void allAreClosedThoughSomeFailAndTheFirstErrorIsKept() {
    open("store");
    openBroken("workers");
    openBroken("port");

    assertThatThrownBy(parts::close)
        .hasMessage("port")
        .satisfies(e -> assertThat(e.getSuppressed()).singleElement().hasToString(WORKERS));

    assertThat(closed).containsExactly("port", "workers", "store");
    assertThatCode(parts::close).doesNotThrowAnyException();
    assertThat(closed).hasSize(3);
  }
}
