package io.thalweg.model.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelStoresTest {
  @TempDir Path root;

  @Test
  void aFileUriAndItsPathAreTheSameStore() throws Exception {
    String sha256 = ModelStores.open(root.toUri().toString()).put("x".getBytes(UTF_8));

    assertThat(ModelStores.open(root.toString()).get(sha256, 1)).asString(UTF_8).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s3://bucket/models", "file:relative", "file://host/share"})
  void otherAddressesAreRefusedWithWhatToWrite(String uri) {
    assertThatThrownBy(() -> ModelStores.open(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model store '" + uri + "' can't be opened: write file:///absolute/path or a path");
  }
}
