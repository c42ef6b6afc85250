package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code release.signing-key}. */
final class SigningKeyTest {
  @TempDir private Path directory;

  private PipelineConfig read() throws Exception {
    return MinimalPipeline.read(
        directory, MinimalPipeline.TEXT + "release: {signing-key: key.pem}\n");
  }

  @Test
  void isReadBesideThePipelineFile() throws Exception {
    byte[] key =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    Files.writeString(
        directory.resolve("key.pem"),
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getEncoder().encodeToString(key)));
    assertThat(read().release().signingKey()).contains(directory.resolve("key.pem"));
  }

  @Test
  void isRefusedInOneLineWhereItIsMissing() {
    assertThatThrownBy(this::read)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("release.signing-key is 'key.pem'; write the path of an Ed25519 key")
        .hasMessageEndingWith("there is no file " + directory.resolve("key.pem"));
  }
}
