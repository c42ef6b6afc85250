package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourcesTest {
  private final Resources resources = new Resources();
  private final List<String> closed = new ArrayList<>();

  @Test
  void closesWhatWasOpenedLastFirst() throws Exception {
    assertThat(resources.own("directory", closed::add)).isEqualTo("directory");
    resources.own("table", closed::add);
    resources.own("network", closed::add);

    resources.closeAll();

    assertThat(closed).containsExactly("network", "table", "directory");
  }

  @Test
  void closesEverythingOnce() throws Exception {
    resources.own("table", closed::add);
    resources.closeAll();
    resources.closeAll();
    assertThat(closed).containsExactly("table");
  }

  @Test
  void keepsTheFirstErrorAddsTheOthersAndGoesOn() {
    IOException first = new IOException("first");
    IllegalStateException second = new IllegalStateException("second");
    IOException third = new IOException("third");
    resources.own("directory", closed::add);
    fails(third);
    resources.own("table", closed::add);
    fails(second);
    fails(first);
    resources.own("network", closed::add);

    assertThatThrownBy(resources::closeAll).isSameAs(first);

    assertThat(first.getSuppressed()).containsExactly(second, third);
    assertThat(closed).containsExactly("network", "table", "directory");
  }

  @Test
  void oneErrorMetTwiceKeepsNothingOpen() {
    IOException same = new IOException("the disk is gone");
    resources.own("directory", closed::add);
    fails(same);
    fails(same);

    assertThatThrownBy(resources::closeAll).isSameAs(same).hasNoSuppressedExceptions();

    assertThat(closed).containsExactly("directory");
  }

  private void fails(Exception error) {
    resources.own(
        error,
        e -> {
          throw e;
        });
  }
}
