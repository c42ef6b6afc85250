package io.thalweg.serving.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AccessConfigTest {
  private static <T extends @Nullable Object> T read(Function<ConfigNode, T> section, String yaml) {
    ConfigNode root = ConfigFile.parse("serving.yaml", yaml);
    T config = section.apply(root);
    root.refuseUnknown();
    return config;
  }

  private static AccessConfig access(String yaml) {
    return read(root -> AccessConfig.read(root.section("access")), yaml);
  }

  private static LimitsConfig limits(String yaml) {
    return read(root -> LimitsConfig.read(root.section("limits")), yaml);
  }

  @Test
  void defaults() {
    assertThat(access("{}")).isEqualTo(AccessConfig.open());
    assertThat(read(TlsConfig::read, "{}")).isNull();
    assertThat(limits("{}"))
        .isEqualTo(
            new LimitsConfig(
                0,
                1,
                10_000,
                1 << 20,
                256L << 20,
                16 << 10,
                100,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                10_000,
                Duration.ofSeconds(5)));
  }

  @Test
  void everyKeyIsMapped() {
    assertThat(access("access: {tokens: tokens.yaml}").in(Path.of("/etc/thalweg")).tokens())
        .isEqualTo(Path.of("/etc/thalweg/tokens.yaml"));
    TlsConfig tls =
        read(TlsConfig::read, "tls: {certificate: a.crt, key: a.key, client-ca: /ca.crt}");
    assertThat(Objects.requireNonNull(tls).in(Path.of("/etc")))
        .isEqualTo(new TlsConfig(Path.of("/etc/a.crt"), Path.of("/etc/a.key"), Path.of("/ca.crt")));
    assertThat(
            limits(
                """
                limits:
                  requests-per-second: 50
                  burst: 100
                  clients: 20
                  body: 64KB
                  bodies-in-flight: 128KB
                  header-size: 8KiB
                  headers: 50
                  header-timeout: 1s
                  body-timeout: 2s
                  idle-timeout: 3s
                  connections: 200
                  drain: 4s
                """))
        .isEqualTo(
            new LimitsConfig(
                50,
                100,
                20,
                64_000,
                128_000,
                8192,
                50,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                200,
                Duration.ofSeconds(4)));
    assertThat(limits("limits: {requests-per-second: 50}").burst()).isEqualTo(50);
    assertThat(limits("limits: {body: 1GiB}").bodiesBytes()).isEqualTo(1L << 30);
  }

  @Test
  void everyKeyIsInTheDocument() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    for (String key :
        List.of(
            "access.tokens",
            "tls.certificate",
            "tls.key",
            "tls.client-ca",
            "limits.requests-per-second",
            "limits.burst",
            "limits.clients",
            "limits.body",
            "limits.bodies-in-flight",
            "limits.header-size",
            "limits.headers",
            "limits.header-timeout",
            "limits.body-timeout",
            "limits.idle-timeout",
            "limits.connections",
            "limits.drain",
            "metrics.main-port")) {
      assertThat(document).contains("`" + key + "`");
    }
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> access("access: {token: x}"))
        .hasMessage("serving.yaml:1: unknown key 'token' in access; did you mean 'tokens'?");
    assertThatThrownBy(() -> read(TlsConfig::read, "tls: {certificate: a}"))
        .hasMessage("serving.yaml:1: tls has no key 'key'; write a text");
  }

  @Test
  void warnsOfAServerThatIsOpenToOthers() throws UnknownHostException {
    InetAddress any = InetAddress.getByName("0.0.0.0");
    assertThat(AccessConfig.open().warning("http.host", any))
        .isEqualTo(
            "no tokens are asked for, and http.host 0.0.0.0 can be reached from other machines:"
                + " name a file under access.tokens");
    assertThat(AccessConfig.open().warning("http.host", InetAddress.getLoopbackAddress())).isNull();
    assertThat(new AccessConfig(Path.of("tokens.yaml")).warning("http.host", any)).isNull();
  }
}
