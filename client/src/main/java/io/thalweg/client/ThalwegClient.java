package io.thalweg.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server, over the Open Inference Protocol v2. Thread-safe, and immutable but for the
 * connections that it keeps.
 *
 * <p>What a server turns away for now (429, 503), or doesn't take the connection for, is sent again
 * after as long as the server says, within the timeout: predictions change nothing, so it does no
 * harm. Everything else that goes wrong is one {@link ThalwegException}.
 */
public final class ThalwegClient {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);

  private final HttpClient http;
  private final Builder settings;
  private final @Nullable String id;

  private ThalwegClient(Builder settings) {
    this.settings = settings;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout);
    if (settings.tls != null) {
      builder.sslContext(settings.tls);
    }
    this.http = builder.build();
    this.id = null;
  }

  private ThalwegClient(ThalwegClient other, String id) {
    this.settings = other.settings;
    this.http = other.http;
    this.id = id;
  }

  /** A client with the defaults: no token, 5 s, two retries. */
  public static ThalwegClient of(String address) {
    return at(address).build();
  }

  /**
   * A client to be described further.
   *
   * @param address such as {@code http://127.0.0.1:8080}
   * @throws IllegalArgumentException when it isn't like that
   */
  public static Builder at(String address) {
    if (!address.matches("https?://.+")) {
      throw new IllegalArgumentException(
          "'%s' is no address of a server; write http://HOST:PORT".formatted(address));
    }
    return new Builder(
        URI.create(address.endsWith("/") ? address.substring(0, address.length() - 1) : address));
  }

  /** What a client is to be like. Confined to one thread. */
  public static final class Builder {
    private final URI address;
    private @Nullable String token;
    private Duration timeout = Duration.ofSeconds(5);
    private int retries = 2;
    private javax.net.ssl.@Nullable SSLContext tls;
    private Waiting waiting = nanos -> TimeUnit.NANOSECONDS.sleep(nanos);

    private Builder(URI address) {
      this.address = address;
    }

    private Builder(Builder other) {
      this(other.address);
      this.token = other.token;
      this.timeout = other.timeout;
      this.retries = other.retries;
      this.tls = other.tls;
      this.waiting = other.waiting;
    }

    /** As {@code thalweg token new} has printed it. */
    public Builder token(String text) {
      this.token = text;
      return this;
    }

    /** Of a call, retries among it. */
    public Builder timeout(Duration all) {
      this.timeout = all;
      return this;
    }

    /** How often a request that was turned away is sent again. */
    public Builder retries(int times) {
      this.retries = times;
      return this;
    }

    /** Whom to trust, and what to show, where it isn't what the JDK trusts. */
    public Builder tls(javax.net.ssl.SSLContext context) {
      this.tls = context;
      return this;
    }

    Builder waiting(Waiting instead) {
      this.waiting = instead;
      return this;
    }

    public ThalwegClient build() {
      return new ThalwegClient(new Builder(this));
    }
  }

  /** How time passes between retries. */
  @FunctionalInterface
  interface Waiting {
    void sleep(long nanos) throws InterruptedException;
  }

  /**
   * A client on the same connections whose predictions are of an event, so that a label can be
   * compared with what was predicted of it.
   *
   * @param event its id is the first row's, row n has {@code ID/n}
   */
  public ThalwegClient id(String event) {
    return new ThalwegClient(this, event);
  }

  /** Whether the server has a model to answer with. */
  public boolean ready() {
    return isOk("/v2/health/ready");
  }

  /** Whether a model has a version that serves. */
  public boolean ready(String model) {
    return isOk(path(model) + "/ready");
  }

  private boolean isOk(String path) {
    try {
      return once(path, null, settings.timeout).statusCode() == 200;
    } catch (ThalwegException e) {
      if (e.status() == 0) {
        return false;
      }
      throw e;
    }
  }

  /** A model's inputs, outputs, versions and properties, as the protocol names them. */
  public Map<String, Object> metadata(String model) {
    return Json.object(ask(path(model), null).body());
  }

  /**
   * Predicts one row from its features' raw values.
   *
   * @param features numbers, booleans, texts, and lists of numbers, by name; what is left out
   *     counts as missing
   */
  public Prediction infer(String model, Map<String, ?> features) {
    return infer(model, List.of(features));
  }

  /** Predicts several rows at once, all by the same version. */
  public Prediction infer(String model, List<? extends Map<String, ?>> rows) {
    return send(path(model), Inputs.named(rows));
  }

  /**
   * Predicts one row by one version.
   *
   * @param version a number or an alias
   */
  public Prediction infer(String model, String version, Map<String, ?> features) {
    return send(path(model) + "/versions/" + segment(version), Inputs.named(List.of(features)));
  }

  /**
   * Predicts rows that are encoded already.
   *
   * @param rows of the model's width, NaN where a value is missing
   */
  public Prediction inferDense(String model, float[][] rows) {
    return send(path(model), Inputs.dense(rows));
  }

  private Prediction send(String path, List<Map<String, Object>> inputs) {
    Map<String, Object> request = new LinkedHashMap<>();
    if (id != null) {
      request.put("id", id);
    }
    request.put("inputs", inputs);
    HttpResponse<byte[]> response = ask(path + "/infer", Json.write(request));
    Map<String, @Nullable Object> body = Json.object(response.body());
    Map<String, List<List<Double>>> outputs = new LinkedHashMap<>();
    if (body.get("outputs") instanceof List<?> list) {
      for (Object output : list) {
        Map<?, ?> tensor = (Map<?, ?>) output;
        outputs.put(String.valueOf(tensor.get("name")), rows(tensor));
      }
    }
    return new Prediction(
        String.valueOf(body.get("model_name")),
        String.valueOf(body.get("model_version")),
        body.get("id") instanceof String answered ? answered : "",
        response.headers().firstValue("x-request-id").orElse(""),
        outputs);
  }

  private static List<List<Double>> rows(Map<?, ?> tensor) {
    if (!(tensor.get("shape") instanceof List<?> shape
        && tensor.get("data") instanceof List<?> data
        && shape.get(0) instanceof Number first)) {
      throw new ThalwegException(200, "an answer without shape and data: " + tensor, null);
    }
    int rows = first.intValue();
    int columns = rows == 0 ? 0 : data.size() / rows;
    List<List<Double>> out = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      out.add(
          data.subList(r * columns, (r + 1) * columns).stream()
              .map(x -> ((Number) x).doubleValue())
              .toList());
    }
    return List.copyOf(out);
  }

  private static String path(String model) {
    return "/v2/models/" + segment(model);
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Sends until there is an answer that stays one, or no time left. */
  private HttpResponse<byte[]> ask(String path, byte @Nullable [] body) {
    long end = System.nanoTime() + settings.timeout.toNanos();
    for (int failures = 0; ; failures++) {
      long left = end - System.nanoTime();
      long wait = FIRST_WAIT.toNanos() << Math.min(failures, 10);
      ThalwegException turnedAway;
      try {
        HttpResponse<byte[]> response = once(path, body, Duration.ofNanos(Math.max(1, left)));
        int status = response.statusCode();
        if (status == 200) {
          return response;
        }
        turnedAway = new ThalwegException(status, line(response), null);
        if (status != TOO_MANY_REQUESTS && status != UNAVAILABLE) {
          throw turnedAway;
        }
        wait = Math.max(wait, retryAfterNanos(response));
      } catch (ThalwegException e) {
        if (!(e.getCause() instanceof ConnectException)) {
          throw e;
        }
        turnedAway = e;
      }
      if (failures >= settings.retries || wait >= end - System.nanoTime()) {
        throw turnedAway;
      }
      sleep(wait);
    }
  }

  private HttpResponse<byte[]> once(String path, byte @Nullable [] body, Duration timeout) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.address + path)).timeout(timeout);
    if (settings.token != null) {
      request.header("authorization", "Bearer " + settings.token);
    }
    if (body != null) {
      request.header("content-type", "application/json").POST(BodyPublishers.ofByteArray(body));
    }
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new ThalwegException(0, "no answer from %s: %s".formatted(settings.address, reason), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static String line(HttpResponse<byte[]> response) {
    Object error = Json.object(response.body()).get("error");
    return error == null ? "status " + response.statusCode() : error.toString();
  }

  private static long retryAfterNanos(HttpResponse<?> response) {
    String seconds = response.headers().firstValue("retry-after").orElse("");
    return seconds.matches("\\d{1,6}") ? TimeUnit.SECONDS.toNanos(Long.parseLong(seconds)) : 0;
  }

  private void sleep(long nanos) {
    try {
      settings.waiting.sleep(nanos);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private ThalwegException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ThalwegException(0, "interrupted while asking " + settings.address, e);
  }
}
