package io.thalweg.serving.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsFilesTest {
  @TempDir private static Path directory;
  private static TestCertificate own;
  private static TestCertificate other;

  @BeforeAll
  static void makeTwo() throws Exception {
    own = TestCertificate.make(directory, "own", "-keyalg", "EC");
    other = TestCertificate.make(directory, "other", "-keyalg", "EC");
  }

  private static TlsFiles read(Path certificate, Path key) {
    return TlsFiles.read(new TlsConfig(certificate, key, null));
  }

  private static void assertRefused(ThrowingCallable reading, String line) {
    assertThatThrownBy(reading).isInstanceOf(TlsException.class).hasMessage(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void takesKeysOfThreeKinds(String algorithm, @TempDir Path empty) throws Exception {
    TestCertificate pair = TestCertificate.make(empty, "pair", "-keyalg", algorithm);
    TlsFiles files = read(pair.certificate, pair.key);
    assertThat(files.certificate()).isEqualTo(Files.readString(pair.certificate));
    assertThat(files.key()).isEqualTo(Files.readString(pair.key));
  }

  @Test
  void refusesTheKeyOfAnotherCertificate() throws Exception {
    assertRefused(
        () -> read(own.certificate, other.key),
        "tls.key: %s isn't the key of the certificate in %s; name the two of one pair"
            .formatted(other.key, own.certificate));
    TestCertificate rsa = TestCertificate.make(directory, "rsa", "-keyalg", "RSA");
    assertRefused(
        () -> read(own.certificate, rsa.key),
        "tls.key: %s holds no EC key, which the certificate asks for".formatted(rsa.key));
  }

  @Test
  void refusesFilesThatAreNotThere() {
    Path nowhere = directory.resolve("nowhere.pem");
    assertRefused(
        () -> read(nowhere, own.key),
        "tls.certificate: there is no file %s; check the path".formatted(nowhere));
    assertRefused(
        () -> TlsFiles.read(new TlsConfig(own.certificate, own.key, nowhere)),
        "tls.client-ca: there is no file %s; check the path".formatted(nowhere));
  }

  @Test
  void refusesFilesOfAnotherKind() throws IOException {
    for (String content :
        List.of("", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
      Path file = Files.writeString(directory.resolve("bad.crt"), content);
      assertRefused(
          () -> read(file, own.key),
          "tls.certificate: %s holds no certificate; write a PEM file with -----BEGIN CERTIFICATE-----"
              .formatted(file));
    }
    assertRefused(
        () -> read(own.certificate, own.certificate),
        "tls.key: %s holds no -----BEGIN PRIVATE KEY-----; convert it with openssl pkcs8 -topk8 -nocrypt -in %s"
            .formatted(own.certificate, own.certificate));
  }

  @Test
  void refusesACertificateThatHoldsNoLonger(@TempDir Path empty) throws Exception {
    TestCertificate old =
        TestCertificate.make(
            empty, "old", "-keyalg", "EC", "-startdate", "2020/01/01 00:00:00", "-validity", "1");
    assertThatThrownBy(() -> read(old.certificate, old.key))
        .isInstanceOf(TlsException.class)
        .hasMessageMatching(
            "tls.certificate: the one of CN=old in .* holds from 20.* to 2020-01-02.*Z; renew it");
  }
}
