package io.thalweg.model.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SignatureTest {
  private static final String SHA256 = "ab".repeat(32);

  /**
   * By {@code openssl pkeyutl -sign -rawin} of OpenSSL 3 over the 32 bytes; Ed25519 has no nonce.
   */
  private static final String BY_OPENSSL =
      "rbj6eWsc+SVSq5PgOFQ0zmW5C/dtlcS8Rc0Vd2jOA3TKmspycTq33p2I+ZHfwJoDOsEM8YWITmf7gdRMM/foDA==";

  @TempDir private Path directory;

  private static Path file(String name) throws Exception {
    return Path.of(SignatureTest.class.getResource("test-only-" + name + ".pem").toURI());
  }

  private static TrustedKeys trusted(String... names) throws Exception {
    Path[] files = new Path[names.length];
    for (int i = 0; i < names.length; i++) {
      files[i] = file(names[i]);
    }
    return TrustedKeys.read(List.of(files));
  }

  @Test
  void signsAsOpenSslDoesWithItsFiles() throws Exception {
    assertThat(SigningKey.read(file("releaser")).sign(SHA256)).isEqualTo(BY_OPENSSL);
    assertThat(trusted("releaser.pub").haveSigned(SHA256, BY_OPENSSL)).isTrue();
  }

  @Test
  void oneOfSeveralKeysIsEnoughAndAnotherIsNot() throws Exception {
    assertThat(trusted("other.pub", "releaser.pub").haveSigned(SHA256, BY_OPENSSL)).isTrue();
    assertThat(trusted("other.pub").haveSigned(SHA256, BY_OPENSSL)).isFalse();
    assertThat(TrustedKeys.NONE.haveSigned(SHA256, BY_OPENSSL)).isFalse();
  }

  @Test
  void aSignatureOfSomethingElseOrOfOtherBytesIsNone() throws Exception {
    TrustedKeys trusted = trusted("releaser.pub");
    assertThat(trusted.haveSigned("cd".repeat(32), BY_OPENSSL)).isFalse();
    for (String damaged : List.of("", "!", "c2ln", BY_OPENSSL.replace("rbj6", "rbj7"))) {
      assertThat(trusted.haveSigned(SHA256, damaged)).as(damaged).isFalse();
    }
  }

  @Test
  void saysInOneLineWhyAFileHasNoKey() throws Exception {
    Path none = directory.resolve("none.pem");
    assertThatThrownBy(() -> SigningKey.read(none))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no file " + none);
    Path publicKey = file("releaser.pub");
    assertThatThrownBy(() -> SigningKey.read(publicKey))
        .hasMessage(publicKey + " has no line '-----BEGIN PRIVATE KEY-----'");
    Path elliptic = file("elliptic");
    assertThatThrownBy(() -> SigningKey.read(elliptic))
        .hasMessageStartingWith(elliptic + " has no Ed25519 key: ");
    Path large = Files.write(directory.resolve("large.pem"), new byte[1 << 20]);
    assertThatThrownBy(() -> TrustedKeys.read(List.of(large)))
        .hasMessage(large + " is 1048576 bytes long, no key is");
  }
}
