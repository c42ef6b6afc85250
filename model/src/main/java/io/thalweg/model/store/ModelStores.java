package io.thalweg.model.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens a model store by its address. Stateless. */
public final class ModelStores {
  private static final Pattern OTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  private ModelStores() {}

  /**
   * Opens the store at {@code uri}; nothing is read or created yet.
   *
   * @param uri {@code file:///absolute/path}, or a path
   * @throws IllegalArgumentException with one line for the user when it is neither
   */
  public static ModelStore open(String uri) {
    return new LocalModelStore(directory(uri));
  }

  private static Path directory(String uri) {
    if (uri.startsWith("file:")) {
      return filePath(uri);
    }
    if (uri.isBlank() || OTHER_SCHEME.matcher(uri).matches()) {
      throw unsupported(uri, null);
    }
    return Path.of(uri).toAbsolutePath().normalize();
  }

  /**
   * What has been released into the store at {@code uri}; nothing is read or created yet.
   *
   * @param uri as of {@link #open}
   */
  public static ReleaseEntries entries(String uri) {
    return new ReleaseEntries(directory(uri));
  }

  private static Path filePath(String uri) {
    try {
      return Path.of(URI.create(uri));
    } catch (IllegalArgumentException e) {
      throw unsupported(uri, e);
    }
  }

  private static IllegalArgumentException unsupported(String uri, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "model store '%s' can't be opened: write file:///absolute/path or a path".formatted(uri),
        cause);
  }
}
