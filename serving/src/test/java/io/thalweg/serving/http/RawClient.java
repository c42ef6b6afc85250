package io.thalweg.serving.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A socket that sends what it is told, byte for byte. */
final class RawClient implements AutoCloseable {
  static final String INFER_BODY =
      "{\"inputs\":[{\"name\":\"amount\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]}]}";

  /** Longer than anything takes that works. */
  private static final int LONG_MILLIS = 8_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(LONG_MILLIS);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /** Sends the text as it is. */
  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  static String inferHeaders(int bodyLength) {
    return "POST /v2/models/clicks/infer HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
        .formatted(bodyLength);
  }

  static String get(String path, String... headers) {
    StringBuilder out = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      out.append(header).append("\r\n");
    }
    return out.append("\r\n").toString();
  }

  /** The next answer's status line and headers; its body is read, too. */
  String readAnswer() throws IOException {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    String text = "";
    while (!text.endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("closed after '" + text + "'");
      }
      headers.write(b);
      text = headers.toString(StandardCharsets.ISO_8859_1);
    }
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    int at = lower.indexOf("content-length: ");
    if (at >= 0) {
      int length = Integer.parseInt(lower.substring(at + 16, lower.indexOf("\r\n", at)));
      text += new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
    return text;
  }

  /** Sends this again and again until the server has closed the connection. */
  void sendUntilClosed(String text) throws IOException {
    socket.setSoTimeout(5);
    long end = System.nanoTime() + 1_000_000L * LONG_MILLIS;
    while (System.nanoTime() - end < 0) {
      try {
        send(text);
        if (in.read() < 0) {
          return;
        }
      } catch (java.net.SocketTimeoutException e) {
        // Nothing said; the next one.
      } catch (SocketException e) {
        return;
      }
    }
    throw new IOException("the server has not closed the connection");
  }

  /** All that the server says until it closes the connection. */
  byte[] readToEnd() throws IOException {
    return in.readAllBytes();
  }

  /** Waits until the server closes the connection, reading what it says before. */
  void awaitClosed() throws IOException {
    try {
      while (in.read() >= 0) {
        // What it says doesn't matter.
      }
    } catch (SocketException e) {
      // Reset is closed as well.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
