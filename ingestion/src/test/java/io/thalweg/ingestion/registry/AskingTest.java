package io.thalweg.ingestion.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.RegistrySpec;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AskingTest {
  private final ScriptedTransport transport = new ScriptedTransport();
  private final VirtualWaiting waiting = new VirtualWaiting();

  @Test
  void asksTheNextAddressWhenOneIsDown() {
    transport.fail("http://a/x", "refused").answer("http://b/base/x", 200, "yes");
    assertThat(asking("http://a/", "http://b/base").get("/x").isOk()).isTrue();
    assertThat(transport.asked).containsExactly("GET http://a/x", "GET http://b/base/x");
    assertThat(waiting.pauses).isEmpty();
  }

  @Test
  void asksAgainEverMoreSlowlyWhileNobodyAnswers() {
    transport
        .fail("http://a/x", "refused")
        .answer("http://a/x", 503, "starting")
        .answer("http://a/x", 429, "")
        .answer("http://a/x", 200, "yes");
    assertThat(asking("http://a").get("/x").isOk()).isTrue();
    assertThat(waiting.pauses)
        .containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));
  }

  @Test
  void givesUpInOneLineWhenTheTimeIsOver() {
    transport.answer("http://a/x", 503, "not\nyet");
    assertThatThrownBy(() -> asking("http://a").get("/x"))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "registry: /x is not answered within 30000 ms (last http://a: status 503, 'not yet');"
                + " start it, or mend registry.url; no record is lost meanwhile");
    Duration waited = waiting.pauses.stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(waited).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(30));
  }

  @Test
  void whatIsntThereIsAnAnswer() {
    transport.answer("http://a/x", 404, "");
    assertThat(asking("http://a").get("/x").isRefusal()).isTrue();
    assertThat(waiting.pauses).isEmpty();
  }

  @Test
  void neverTriesWrongCredentialsAgain() {
    transport.answer("http://a/x", 401, "who are you?");
    assertThatThrownBy(() -> asking("http://a").get("/x"))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "registry: http://a answers 401 to /x; give it registry.user and"
                + " registry.password-file, or registry.token-file, that may read schemas");
    assertThat(transport.asked).hasSize(1);
  }

  @Test
  void followsNoRedirects() {
    transport.answer("http://a/x", 302, "<html>");
    assertThatThrownBy(() -> asking("http://a").get("/x"))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("answers 302 to /x, which no registry does: '<html>'");
  }

  private Asking asking(String... urls) {
    List<URI> all = Stream.of(urls).map(URI::create).toList();
    RegistrySpec spec =
        new RegistrySpec(
            all,
            RegistrySpec.Ids.CONTENT,
            null,
            null,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30));
    return new Asking(spec, transport, waiting);
  }
}
