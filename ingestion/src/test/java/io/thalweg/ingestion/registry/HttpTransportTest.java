package io.thalweg.ingestion.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.thalweg.ingestion.RegistrySpec;
import io.thalweg.ingestion.RegistrySpec.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTransportTest {
  private static final String SECRET = "s3cret-of-the-test";

  @TempDir Path directory;
  private final AtomicReference<@Nullable String> authorization = new AtomicReference<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;
  private URI url;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/x");
    server.setExecutor(task -> new Thread(task).start());
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  @Test
  void sendsBasicCredentials() throws Exception {
    answer("yes");
    Path file = Files.writeString(directory.resolve("password"), SECRET + "\n");
    Answer answer = transport(new Credentials.Basic("me", file.toString())).ask(url, null);
    assertThat(answer.shown()).isEqualTo("'yes'");
    assertThat(authorization.get()).isEqualTo("Basic bWU6czNjcmV0LW9mLXRoZS10ZXN0");
  }

  @Test
  void sendsAToken() throws Exception {
    answer("yes");
    Path file = Files.writeString(directory.resolve("token"), "  " + SECRET + "  \nmore\n");
    transport(new Credentials.Bearer(file.toString())).ask(url, "{}");
    assertThat(authorization.get()).isEqualTo("Bearer " + SECRET);
  }

  @Test
  void aTokenBehindAByteOrderMarkIsRefusedAndNotShown() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "\uFEFF" + SECRET + "\n");
    assertThatThrownBy(() -> transport(new Credentials.Bearer(file.toString())))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("registry.token-file: the first line of " + file)
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void aFileWithoutASecretIsNamedAndNotShown() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), SECRET + "\u0001\n");
    assertThatThrownBy(() -> transport(new Credentials.Bearer(file.toString())))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("registry.token-file: the first line of " + file)
        .hasMessageNotContaining(SECRET);
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> transport(new Credentials.Basic("me", none.toString())))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "registry.password-file: there is no readable text in %s on this machine", none);
  }

  @Test
  void aSpecificationHoldsNoSecret() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), SECRET);
    assertThat(spec(new Credentials.Basic("me", file.toString())).toString())
        .doesNotContain(SECRET);
  }

  @Test
  void givesUpOnABodyThatNeverEnds() {
    server.createContext(
        "/x",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          await();
          exchange.close();
        });
    RegistrySpec impatient = spec(null, null, Duration.ofMillis(500));
    assertThatThrownBy(() -> HttpTransport.of(impatient).ask(url, null))
        .isInstanceOf(IOException.class)
        .hasMessage("no answer within 500 ms");
  }

  @Test
  void givesUpOnABodyThatIsTooLarge() {
    server.createContext(
        "/x",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (var out = exchange.getResponseBody()) {
            byte[] part = new byte[1 << 16];
            for (int i = 0; i <= LimitedBody.MAX_BYTES / part.length; i++) {
              out.write(part);
            }
          }
        });
    assertThatThrownBy(() -> transport(null).ask(url, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 4194304 bytes in one answer");
  }

  @Test
  void followsNoRedirect() throws Exception {
    server.createContext(
        "/x",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    assertThat(transport(null).ask(url, null).status()).isEqualTo(302);
  }

  @Test
  void saysInOneLineThatNobodyListens() throws Exception {
    HttpTransport transport = transport(null);
    server.stop(0);
    assertThatThrownBy(() -> transport.ask(url, null))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesAFileWithoutCertificates() throws Exception {
    Path file = Files.writeString(directory.resolve("ca.pem"), "nothing");
    assertThatThrownBy(() -> HttpTransport.of(spec(null, file.toString())))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("registry.certificates: " + file + " holds no certificate");
  }

  @Test
  void trustsTheCertificatesThatAreGivenAndNoOthers() throws Exception {
    Path keys = directory.resolve("keys.p12");
    Path certificate = directory.resolve("ca.pem");
    keytool(keys, "-genkeypair", "-keyalg", "EC", "-dname", "CN=r", "-ext", "san=ip:127.0.0.1");
    keytool(keys, "-exportcert", "-rfc", "-file", certificate.toString());
    HttpsServer secure =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
    secure.createContext(
        "/x",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    secure.start();
    try {
      url = URI.create("https://127.0.0.1:" + secure.getAddress().getPort() + "/x");
      assertThat(HttpTransport.of(spec(null, certificate.toString())).ask(url, null).isOk())
          .isTrue();
      assertThatThrownBy(() -> transport(null).ask(url, null))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("SSLHandshakeException: ");
    } finally {
      secure.stop(0);
    }
  }

  private static void keytool(Path keys, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "k", "-keystore", keys.toString(), "-storepass", SECRET));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static SSLContext context(Path keys) throws Exception {
    KeyStore store = KeyStore.getInstance(keys.toFile(), SECRET.toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, SECRET.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private void await() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(String body) {
    server.createContext(
        "/x",
        exchange -> {
          authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private HttpTransport transport(@Nullable Credentials credentials) {
    return HttpTransport.of(spec(credentials));
  }

  private RegistrySpec spec(@Nullable Credentials credentials) {
    return spec(credentials, null);
  }

  private RegistrySpec spec(@Nullable Credentials credentials, @Nullable String certificates) {
    return spec(credentials, certificates, Duration.ofSeconds(30));
  }

  private RegistrySpec spec(
      @Nullable Credentials credentials, @Nullable String certificates, Duration timeout) {
    return new RegistrySpec(
        List.of(url),
        RegistrySpec.Ids.CONTENT,
        credentials,
        certificates,
        timeout,
        Duration.ofSeconds(1));
  }
}
