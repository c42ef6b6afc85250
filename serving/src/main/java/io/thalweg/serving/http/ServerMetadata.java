package io.thalweg.serving.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/** What the server says of itself, over REST and gRPC. */
public final class ServerMetadata {
  public static final String NAME = "thalweg";
  public static final String VERSION = ownVersion();

  /** Names of the protocol's extensions that are there. */
  public static final List<String> EXTENSIONS = List.of("binary_tensor_data");

  private ServerMetadata() {}

  private static String ownVersion() {
    try (InputStream in = ServerMetadata.class.getResourceAsStream("server.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("server.version", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
