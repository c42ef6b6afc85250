package io.thalweg.model.store;

import java.io.IOException;

/**
 * Content-addressed files. A file's name is the SHA-256 of its bytes, so putting twice is putting
 * once, and nothing that was put ever changes. Implementations are thread-safe.
 */
public interface ModelStore {
  /**
   * Stores the bytes durably before it returns.
   *
   * @return their SHA-256, 64 lower-case hex digits
   */
  String put(byte[] content) throws IOException;

  /**
   * Reads and verifies.
   *
   * @param maxBytes a longer file is refused before it is read
   * @throws IOException when there is no such file, or its bytes have another hash
   */
  byte[] get(String sha256, long maxBytes) throws IOException;
}
