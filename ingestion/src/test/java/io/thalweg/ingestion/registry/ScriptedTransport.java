package io.thalweg.ingestion.registry;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers by address: once each of what is lined up for it, the last one for ever. */
final class ScriptedTransport implements Transport {
  final List<String> asked = new ArrayList<>();
  private final Map<String, Deque<Object>> answers = new HashMap<>();

  ScriptedTransport answer(String address, int status, String body) {
    line(address).add(new Answer(status, body.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  ScriptedTransport fail(String address, String message) {
    line(address).add(new IOException(message));
    return this;
  }

  private Deque<Object> line(String address) {
    return answers.computeIfAbsent(address, a -> new ArrayDeque<>());
  }

  @Override
  public Answer ask(URI address, @Nullable String body) throws IOException {
    asked.add((body == null ? "GET " : "POST ") + address);
    Deque<Object> line = line(address.toString());
    Object next = line.size() > 1 ? line.poll() : line.peek();
    if (next instanceof Answer answer) {
      return answer;
    }
    throw next == null ? new IOException("nothing there") : (IOException) next;
  }
}
