package io.thalweg.model.config;

import io.thalweg.model.store.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/**
 * SHA-256 of what a file says, whatever the order of its keys, its spaces and its comments.
 * Stateless.
 */
public final class ConfigFingerprint {
  private ConfigFingerprint() {}

  /**
   * Of a mapping; to be called when its unknown keys have been refused, for it knows them all.
   *
   * @param leftOut keys of the root that make no difference
   */
  public static String of(ConfigNode root, Set<String> leftOut) {
    StringBuilder text = new StringBuilder();
    mapping(root, leftOut, text);
    return Sha256.hex(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Lengths come first, so that no two nodes are written alike. */
  private static void append(ConfigNode node, StringBuilder to) {
    if (node.isScalar()) {
      text(node.string(), to);
    } else if (node.isMapping()) {
      mapping(node, Set.of(), to);
    } else {
      to.append('[').append(node.elements().size());
      node.elements().forEach(element -> append(element, to));
    }
  }

  private static void mapping(ConfigNode node, Set<String> leftOut, StringBuilder to) {
    Set<String> keys = new TreeSet<>(node.keys());
    keys.removeAll(leftOut);
    to.append('{').append(keys.size());
    for (String key : keys) {
      text(key, to);
      append(node.required(key), to);
    }
  }

  private static void text(String text, StringBuilder to) {
    to.append('"').append(text.length()).append(':').append(text);
  }
}
