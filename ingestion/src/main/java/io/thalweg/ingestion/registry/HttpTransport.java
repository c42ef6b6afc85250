package io.thalweg.ingestion.registry;

import io.thalweg.ingestion.RegistrySpec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * By the JDK's client. Follows no redirects, so that credentials go to nobody else. Thread-safe.
 */
final class HttpTransport implements Transport {
  private static final String JSON =
      "application/vnd.schemaregistry.v1+json, application/json, */*";

  private final HttpClient client;
  private final Optional<String> authorization;
  private final Duration timeout;

  private HttpTransport(HttpClient client, Optional<String> authorization, Duration timeout) {
    this.client = client;
    this.authorization = authorization;
    this.timeout = timeout;
  }

  /**
   * Reads the files with secrets and certificates.
   *
   * @throws RegistryException when one of them can't be used
   */
  static HttpTransport of(RegistrySpec spec) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(spec.timeout());
    if (spec.certificates() != null) {
      client.sslContext(TrustedCertificates.context(spec.certificates()));
    }
    return new HttpTransport(
        client.build(), Authorization.header(spec.credentials()), spec.timeout());
  }

  @Override
  public Answer ask(URI address, @Nullable String body) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", JSON);
    authorization.ifPresent(value -> request.header("Authorization", value));
    if (body != null) {
      request
          .header("Content-Type", "application/vnd.schemaregistry.v1+json")
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), info -> new LimitedBody());
    try {
      // The request's own timeout would end with the headers, and a body may never.
      HttpResponse<byte[]> whole = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return new Answer(whole.statusCode(), whole.body());
    } catch (TimeoutException e) {
      throw new IOException("no answer within %d ms".formatted(timeout.toMillis()));
    } catch (ExecutionException e) {
      throw new IOException(reason(e.getCause()));
    } finally {
      answer.cancel(true);
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "failed";
    }
    if (cause instanceof ConnectException && cause.getMessage() == null) {
      return "can't connect";
    }
    String message = cause.getMessage() == null ? "" : ": " + cause.getMessage();
    return cause.getClass().getSimpleName() + message.lines().findFirst().orElse("");
  }
}
