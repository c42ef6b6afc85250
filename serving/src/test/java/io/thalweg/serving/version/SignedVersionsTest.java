package io.thalweg.serving.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.signature.SigningKey;
import io.thalweg.model.signature.TrustedKeys;
import io.thalweg.schemas.ModelAnnouncement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SignedVersionsTest {
  private static final String SHA256 = "ab".repeat(32);

  @TempDir private Path directory;
  private final AtomicInteger loads = new AtomicInteger();
  private SigningKey own;
  private SigningKey foreign;
  private TrustedKeys trusted;

  @BeforeEach
  void makeKeys() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    own = SigningKey.read(pem("own", "PRIVATE KEY", pair.getPrivate()));
    trusted = TrustedKeys.read(List.of(pem("own.pub", "PUBLIC KEY", pair.getPublic())));
    KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    foreign = SigningKey.read(pem("foreign", "PRIVATE KEY", other.getPrivate()));
  }

  private Path pem(String name, String label, Key key) throws Exception {
    String text = Base64.getMimeEncoder().encodeToString(key.getEncoded());
    return Files.writeString(
        directory.resolve(name),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, text));
  }

  private Servable load(TrustedKeys keys, @Nullable String signature) throws Exception {
    VersionLoader loader =
        a -> {
          loads.incrementAndGet();
          return FakePredictor.servable(a.version());
        };
    return new SignedVersions(keys, loader)
        .load(new ModelAnnouncement("clicks", 3, SHA256, 0, false, signature));
  }

  @Test
  void loadsWhatATrustedKeyHasSigned() throws Exception {
    assertThat(load(trusted, own.sign(SHA256)).version()).isEqualTo(3);
  }

  @Test
  void refusesWhatIsNotSignedOrByAnotherKeyOrForAnotherManifestAndReadsNothingOfIt() {
    assertThatThrownBy(() -> load(trusted, null))
        .isInstanceOf(VersionRefusedException.class)
        .hasMessage("it isn't signed, and versions.trusted-keys asks for a signature");
    String none = "its signature is by none of the 1 keys in versions.trusted-keys";
    assertThatThrownBy(() -> load(trusted, foreign.sign(SHA256)))
        .isInstanceOf(VersionRefusedException.class)
        .hasMessage(none);
    assertThatThrownBy(() -> load(trusted, own.sign("cd".repeat(32)))).hasMessage(none);
    assertThat(loads).hasValue(0);
  }

  @Test
  void withoutTrustedKeysAnythingIsLoaded() throws Exception {
    assertThat(load(TrustedKeys.NONE, null).version()).isEqualTo(3);
    assertThat(load(TrustedKeys.NONE, foreign.sign(SHA256)).version()).isEqualTo(3);
  }
}
