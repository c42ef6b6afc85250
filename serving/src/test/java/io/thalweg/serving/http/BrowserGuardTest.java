package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.access.Role;
import io.thalweg.serving.follow.AliasLog;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of others that a browser shows, which reaches the admin port. */
@Timeout(60)
final class BrowserGuardTest {
  private static RunningServer server;
  private static RunningAdmin admin;

  @BeforeAll
  static void serveTwoVersions(@TempDir Path store) throws Exception {
    server = new RunningServer(store);
    admin =
        new RunningAdmin(
            server,
            AliasLog.inMemory(
                a -> {
                  server.updater.assign(a);
                  server.updater.loadWaiting();
                }),
            (model, alias, version) -> {},
            server.protection);
    server.serve(1);
    server.serve(2);
  }

  @AfterAll
  static void close() {
    admin.close();
    server.close();
  }

  private static String ask(String method, String path, String host, String... headers)
      throws IOException {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    request.append("Host: ").append(host).append("\r\nContent-Length: 0\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    try (RawClient client = new RawClient(admin.port())) {
      return client.send(request + "\r\n").readAnswer();
    }
  }

  private static String unpin(String host, String... headers) throws IOException {
    return ask("POST", "/admin/models/clicks/rollback", host, headers);
  }

  private static String here() {
    return "127.0.0.1:" + admin.port();
  }

  @Test
  void scriptsChangeWhatServesWithoutSayingWhereTheyAreFrom() throws IOException {
    assertThat(unpin(here())).startsWith("HTTP/1.1 200 ");
    assertThat(ask("POST", "/admin/models/clicks/unpin", here())).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void thePageOfThisPortDoesToo() throws IOException {
    assertThat(
            ask(
                "POST",
                "/admin/models/clicks/pin",
                here(),
                "Origin: http://" + here(),
                "Sec-Fetch-Site: same-origin"))
        .startsWith("HTTP/1.1 400 ")
        .contains("the body is a JSON object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.example",
        "Origin: http://127.0.0.1:1",
        "Origin: http://127.0.0.1",
        "Origin: null",
        "Origin: ",
        "Sec-Fetch-Site: cross-site"
      })
  void aPageOfAnotherOriginChangesNothing(String header) throws IOException {
    for (String method : new String[] {"POST", "DELETE", "PUT", "OPTIONS"}) {
      for (String path :
          new String[] {
            "/admin/models/clicks/rollback",
            "/v2/models/clicks/rollout/canary",
            "/console/api/models"
          }) {
        assertThat(ask(method, path, here(), header))
            .startsWith("HTTP/1.1 403 ")
            .contains("can't change anything here");
      }
    }
    assertThat(ask("GET", "/admin/models/clicks/versions", here(), header))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8081",
        "127.0.0.1.evil.example",
        "localhost.evil",
        "x"
      })
  void aNameThatSomebodyMadeUpForTheLoopbackIsRefused(String host) throws IOException {
    for (String path :
        new String[] {"/", "/console/", "/console/api/models", "/admin/models/clicks/versions"}) {
      assertThat(ask("GET", path, host))
          .startsWith("HTTP/1.1 403 ")
          .contains("this port is the loopback's, and not to be asked for as '" + host + "'");
    }
    assertThat(ask("GET", "/v2/health/live", host)).startsWith("HTTP/1.1 404 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "LocalHost", "localhost:99", "[::1]:8081", "10.0.0.1:80"})
  void addressesAndTheLocalHostAreNoNamesThatSomebodyMadeUp(String host) throws IOException {
    assertThat(ask("GET", "/admin/models/clicks/versions", host)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void theMainPortIsForClientsUnderWhateverName() throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      assertThat(
              client
                  .send("GET /v2 HTTP/1.1\r\nHost: a.example\r\nOrigin: http://b.example\r\n\r\n")
                  .readAnswer())
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, , true",
    "GET, /console/, , true",
    "GET, /console/lib/uplot.js, , true",
    "GET, /console/api/models, READ, true",
    "GET, /console/api/models/, READ, true",
    "GET, /metrics, READ, false",
    "GET, /v2/health/live, , false",
    "POST, /v1/models/m:predict, READ, true",
    "GET, /v1/feedback, READ, true",
    "GET, /v2/models/m/rollout, READ, true",
    "POST, /v2/models/m/rollout/canary, ADMIN, true",
    "POST, /v2/models/m/rollout/canary/, ADMIN, true",
    "DELETE, /v2/models/m/rollout/canary, ADMIN, true",
    "POST, /v2/models/m/infer, READ, true",
    "GET, /admin/models/m/versions, ADMIN, true",
    "POST, //admin/models/m/pin, ADMIN, true",
    "GET, /consoles, ADMIN, true",
    "GET, /elsewhere, ADMIN, true"
  })
  void pathsOfTheAdminPortNeed(String method, String path, Role role, boolean ofBrowsers) {
    assertThat(PathRoles.ADMIN.of(method, path)).isEqualTo(new PathRoles.Need(role, ofBrowsers));
  }
}
