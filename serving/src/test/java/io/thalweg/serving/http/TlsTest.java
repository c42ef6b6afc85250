package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.LimitsConfig;
import io.thalweg.serving.access.TestCertificate;
import io.thalweg.serving.access.TlsConfig;
import io.thalweg.serving.access.TlsFiles;
import io.thalweg.serving.access.WatchedTls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's client against our certificate. */
@Timeout(60)
final class TlsTest {
  @TempDir private static Path directory;
  private static TestCertificate first;
  private static TestCertificate second;

  @BeforeAll
  static void makeTwo() throws Exception {
    first = TestCertificate.make(directory, "first", "-keyalg", "EC");
    second = TestCertificate.make(directory, "second", "-keyalg", "EC");
  }

  private static RunningServer start(Path store, TlsConfig tls) throws IOException {
    LimitsConfig limits = LimitsConfig.read(ConfigFile.parse("limits", "{}"));
    return new RunningServer(
        store,
        recorder ->
            Protection.of(
                new AccessGate(AccessConfig.open()), limits, TlsFiles.read(tls), recorder));
  }

  /** A client that trusts one certificate, and shows another if there is one. */
  private static HttpResponse<String> ask(
      RunningServer server, TestCertificate trusted, @Nullable TestCertificate shown)
      throws IOException, InterruptedException, GeneralSecurityException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("server", trusted.keyStore.getCertificate("own"));
    TrustManagerFactory trusts =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusts.init(trust);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(shown == null ? null : shown.keyStore, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .sslContext(context)
        .connectTimeout(Duration.ofSeconds(10))
        .build()
        .send(
            HttpRequest.newBuilder(
                    URI.create("https://127.0.0.1:" + server.port() + "/v2/health/live"))
                .timeout(Duration.ofSeconds(10))
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void speaksHttp2OverTlsToWhoTrustsTheCertificate(@TempDir Path store) throws Exception {
    try (RunningServer server = start(store, new TlsConfig(first.certificate, first.key, null))) {
      HttpResponse<String> answer = ask(server, first, null);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThatThrownBy(() -> ask(server, second, null)).isInstanceOf(IOException.class);
      try (RawClient clear = new RawClient(server.port())) {
        clear.send(RawClient.get("/v2/health/live")).awaitClosed();
      }
    }
  }

  @Test
  void turnsAwayClientsWithoutACertificateOfTheirAuthority(@TempDir Path store) throws Exception {
    try (RunningServer server =
        start(store, new TlsConfig(first.certificate, first.key, second.certificate))) {
      assertThat(ask(server, first, second).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> ask(server, first, null)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> ask(server, first, first)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void showsACertificateThatIsReplacedOnceItsKeyIs(@TempDir Path store) throws Exception {
    Path certificate = Files.copy(first.certificate, directory.resolve("shown.crt"));
    Path key = Files.copy(first.key, directory.resolve("shown.key"));
    TlsConfig tls = new TlsConfig(certificate, key, null);
    try (RunningServer server = start(store, tls)) {
      WatchedTls watched = new WatchedTls(tls, server::show);
      Files.copy(second.certificate, certificate, StandardCopyOption.REPLACE_EXISTING);
      watched.reloadIfChanged();
      assertThat(ask(server, first, null).statusCode()).isEqualTo(200);
      Files.copy(second.key, key, StandardCopyOption.REPLACE_EXISTING);
      watched.reloadIfChanged();
      assertThat(askUntilShown(server, second)).isEqualTo(200);
    }
  }

  /** New options come into force a moment later. */
  private static int askUntilShown(RunningServer server, TestCertificate trusted) throws Exception {
    long end = System.nanoTime() + 10_000_000_000L;
    while (System.nanoTime() - end < 0) {
      try {
        return ask(server, trusted, null).statusCode();
      } catch (javax.net.ssl.SSLHandshakeException e) {
        Thread.onSpinWait();
      }
    }
    return 0;
  }
}
