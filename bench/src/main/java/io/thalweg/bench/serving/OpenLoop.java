package io.thalweg.bench.serving;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Requests at times that were fixed beforehand, whatever becomes of those before: what is late
 * because a connection still waits for an answer counts as late from its intended time on (Tene,
 * "How NOT to measure latency": no coordinated omission). Immutable.
 */
final class OpenLoop {
  private final int port;
  private final byte[] request;
  private final int connections;
  private final AnswerCheck check;

  /** Looks at the body of an answer of status 200: whether it is one that a version would give. */
  @FunctionalInterface
  interface AnswerCheck {
    boolean isSound(String body);
  }

  OpenLoop(int port, String path, String body, int connections, AnswerCheck check) {
    this.port = port;
    this.connections = connections;
    this.check = check;
    this.request =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, body.length(), body)
            .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * What came of them.
   *
   * @param micros of those that were answered with 200, from the intended start
   * @param shed answered with 429 or 503
   * @param failed any other status, or none
   * @param unsound answered with 200, with what no version would say
   */
  record Result(Histogram micros, long shed, long failed, long unsound) {
    long answered() {
      return micros.getTotalCount();
    }

    double p99() {
      return Math.max(1, micros.getValueAtPercentile(99));
    }

    Result plus(Result other) {
      Histogram both = micros.copy();
      both.add(other.micros);
      return new Result(both, shed + other.shed, failed + other.failed, unsound + other.unsound);
    }

    static Result none() {
      return new Result(new Histogram(3), 0, 0, 0);
    }
  }

  /** Spreads so many requests a second evenly over the connections, for so long. */
  Result run(double perSecond, Duration length) throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(connections);
    try {
      long start = System.nanoTime() + 20_000_000;
      long gap = (long) (connections * 1e9 / perSecond);
      List<Future<Result>> parts = new ArrayList<>();
      for (int c = 0; c < connections; c++) {
        long first = start + gap * c / connections;
        parts.add(pool.submit(() -> connection(first, gap, start + length.toNanos())));
      }
      Result all = Result.none();
      for (Future<Result> part : parts) {
        all = all.plus(part.get());
      }
      return all;
    } finally {
      pool.shutdownNow();
    }
  }

  private Result connection(long first, long gap, long end) throws IOException {
    Histogram micros = new Histogram(3);
    long shed = 0;
    long failed = 0;
    long unsound = 0;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (long intended = first; intended < end; intended += gap) {
        await(intended);
        socket.getOutputStream().write(request);
        String head = readLine(in);
        String body = body(in);
        if (head.contains(" 200 ")) {
          micros.recordValue(Math.max(0, (System.nanoTime() - intended) / 1000));
          unsound += check.isSound(body) ? 0 : 1;
        } else if (head.contains(" 503 ") || head.contains(" 429 ")) {
          shed++;
        } else {
          failed++;
        }
      }
    }
    return new Result(micros, shed, failed, unsound);
  }

  private static void await(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static String body(InputStream in) throws IOException {
    int length = 0;
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      if (line.startsWith("content-length: ")) {
        length = Integer.parseInt(line.substring("content-length: ".length()));
      }
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the server hung up");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
