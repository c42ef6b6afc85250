package io.thalweg.compat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server answers to plain JSON, for clients to be compared with. */
final class PlainRest {
  private static final Pattern FIRST =
      Pattern.compile("\"name\":\"probability\".*?\"data\":\\[([^,\\]]+)");

  private PlainRest() {}

  /** The probability for one row of one input. */
  static float probability(int port, String name, String datatype, String value)
      throws IOException, InterruptedException {
    String body =
        "{\"inputs\":[{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":[1],\"data\":[%s]}]}"
            .formatted(name, datatype, value);
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/v2/models/clicks/infer".formatted(port)))
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    Matcher first = FIRST.matcher(answer.body());
    if (!first.find()) {
      throw new IllegalStateException(answer.body());
    }
    return Float.parseFloat(first.group(1));
  }
}
