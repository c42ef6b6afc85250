package io.thalweg.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReleaseEntriesTest {
  @TempDir private Path store;

  @Test
  void listsModelsAndTheirVersionsInOrder() throws IOException {
    ReleaseEntries entries = new ReleaseEntries(store);
    assertThat(entries.models()).isEmpty();
    assertThat(entries.versions("m")).isEmpty();
    for (long v : new long[] {10, 9, 100}) {
      entries.put("m", v, new byte[] {(byte) v});
    }
    entries.put("a.b", 1, new byte[0]);
    assertThat(entries.models()).containsExactly("a.b", "m");
    assertThat(entries.versions("m")).containsExactly(9L, 10L, 100L);
    assertThat(entries.get("m", 100)).containsExactly(100);
    assertThat(new LocalModelStore(store).unfinished(Instant.now().plusSeconds(60))).isEmpty();
  }

  @Test
  void keepsTheLastThousand() throws IOException {
    ReleaseEntries entries = new ReleaseEntries(store);
    for (long v = 1; v <= ReleaseEntries.MOST + 3; v++) {
      entries.put("m", v, new byte[0]);
    }
    assertThat(entries.versions("m")).hasSize(ReleaseEntries.MOST).startsWith(4L).endsWith(1_003L);
  }

  @Test
  void refusesNamesThatLeadElsewhere() {
    ReleaseEntries entries = new ReleaseEntries(store);
    for (String name : new String[] {"..", "a/b", "", "/etc", ".hidden"}) {
      assertThatThrownBy(() -> entries.put(name, 1, new byte[0]))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("'" + name + "' is no name of a model under ");
    }
  }
}
