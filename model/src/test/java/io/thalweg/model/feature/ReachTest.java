package io.thalweg.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReachTest {
  private static byte[] written(Reach reach) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    reach.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  @Test
  void asManyPartitionsAsItsNumberHasRoomForAreReadAgainAndMoreAreRefused() throws IOException {
    Reach reach = new Reach();
    for (int p = 0; p < 65_535; p++) {
      reach.add(p, 2L * p);
    }
    Reach read = new Reach();
    read.read(new DataInputStream(new ByteArrayInputStream(written(reach))));
    assertThat(read.offsets()).isEqualTo(reach.offsets()).hasSize(65_535);
    reach.add(65_535, 1);
    assertThatThrownBy(() -> written(reach))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "history of a key reaches into 65536 partitions, at most 65535 can be taken down");
  }
}
